-- Every vintage public by $1 and admitted by $2 (null: ever) of the series $3, oldest day first.

select
    series,
    event_date,
    available_at,
    value
from vintages_known_at($1, $2)
where series in (select unnest($3))
order by series, event_date, available_at;
