-- The value that is used of the series $1 for the day $2, if it was admitted after the instant $3.

select value
from observations
where
    series = $1
    and event_date = $2
    and admitted_at > $3
order by available_at desc, admitted_at desc
limit 1;
