-- How good each model of a walk was in each year, counted by the day of the origin.
--
-- grain:    run_id, pair, target, horizon_days, model, year
-- units:    ratios to the random walk on the n_common origins both forecast; coverages in percent
-- reads:    walk_forward_periods
-- used by:  people and notebooks

create or replace view walk_forward_by_year as
select
    run_id,
    pair,
    target,
    horizon_days,
    model,
    year,
    n,
    n_common,
    rmse_ratio,
    crps_ratio,
    interval_score_ratio,
    coverage_80,
    coverage_95
from walk_forward_periods
where year is not null;
