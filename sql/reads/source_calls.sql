-- The calls of source $1 that began after $2, the first one first.

select
    began_at,
    ended_at,
    outcome
from source_calls
where
    source = $1
    and began_at > $2
order by call_number;
