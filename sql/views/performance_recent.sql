-- How good each model was lately beside its own past, with windows and tier as they are by default.
--
-- grain:    pair, target, horizon_days, track, model
-- units:    as in performance_at, up to the newest actual; windows of 30 days or 6 horizons
-- reads:    performance_at
-- used by:  dashboards, people and notebooks

create or replace view performance_recent as
select *  -- noqa: AM04
from performance_at(date '9999-12-31', 30, 6, 10);
