-- What the days of $1 $2 did for stability by $3, days in zone $4.

select
    day,
    kind,
    horizon_days,
    n
from readiness_days($3, $4)
where
    pair in ($1, '')
    and target in ($2, '')
order by day, kind, horizon_days;
