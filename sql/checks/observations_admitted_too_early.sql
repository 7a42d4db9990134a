-- Rows that must not exist: an observation we accepted before the world could know it.

select
    series,
    event_date,
    available_at,
    admitted_at
from observations
where admitted_at < available_at;
