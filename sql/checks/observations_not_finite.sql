-- Rows that must not exist: an observation that is no finite number.

select
    series,
    event_date,
    available_at,
    admitted_at
from observations
where not isfinite(value);
