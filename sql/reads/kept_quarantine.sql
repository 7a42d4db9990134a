-- All that is or was in quarantine of the series $1, oldest day first.

select
    series,
    event_date,
    value,
    available_at,
    source,
    reason,
    state,
    note,
    seen_at,
    decided_at,
    decided_by
from quarantine
where series in (select unnest($1))
order by series, event_date, value;
