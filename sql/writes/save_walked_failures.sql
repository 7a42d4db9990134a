-- Append the frame `walked_failures` of run $1, but for origins that are saved already.

insert into validation_failures by name
select
    $1 as run_id,
    walked_failures.as_of,
    walked_failures.model,
    walked_failures.reason
from walked_failures
anti join validation_origins
    on
        walked_failures.as_of = validation_origins.as_of
        and validation_origins.run_id = $1;
