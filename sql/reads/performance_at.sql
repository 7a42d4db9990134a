-- The view of performance as of the end of the day $1: windows of $2 days or $3 horizons, tier $4.

select *  -- noqa: AM04
from performance_at($1, $2, $3, $4)
order by pair, target, horizon_days, track, model;
