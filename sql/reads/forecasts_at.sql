-- Every forecast as people saw it at $1.

select *  -- noqa: AM04
from forecasts_at($1);
