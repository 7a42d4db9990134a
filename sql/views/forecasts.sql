-- The forecast people see: the last issue of each, with its median and intervals.
--
-- grain:    pair, target, horizon_days, origin_date, track, model
-- units:    rates in the quote currency per USD; horizon_days in calendar days; instants in UTC
-- reads:    forecasts_at
-- used by:  forexlib.jobs, forexlib.cli, reports

create or replace view forecasts as
select *  -- noqa: AM04
from forecasts_at('infinity'::timestamptz);
