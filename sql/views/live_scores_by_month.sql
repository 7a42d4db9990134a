-- How good each model was in each month, counted by the day of the actual.
--
-- grain:    pair, target, horizon_days, track, model, month
-- units:    as in score_periods: errors in quote currency per USD, shares in percent
-- reads:    score_periods
-- used by:  forexlib.jobs, forexlib.cli, reports

create or replace view live_scores_by_month as
select
    pair,
    target,
    horizon_days,
    track,
    model,
    month,
    n,
    rmse,
    mae,
    mape,
    bias,
    coverage_80,
    coverage_95,
    mean_width_80,
    mean_width_95,
    crps,
    crps_over_expected,
    interval_score_95,
    n_common,
    rmse_ratio,
    crps_ratio,
    n_direction,
    direction_accuracy,
    first_day,
    last_day
from score_periods
where month is not null;
