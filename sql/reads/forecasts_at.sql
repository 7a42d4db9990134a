-- Every forecast of a pair and target as people saw it at $1.

select *  -- noqa: AM04
from forecasts_at($1)
where pair = $2 and target = $3;
