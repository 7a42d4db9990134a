-- What a run's reason and warnings were made of, so that people are told in their language.
--
-- {"reason": …, "warnings": […]}: each a code with its facts, or the text itself where there is
-- nothing else. Null of runs that were saved before.

alter table runs add column said json;
