-- How good each model of a walk was over all of it, and how much that varied by test window.
--
-- Models that were never scored have no row here; model_leaderboard names them.
--
-- grain:    run_id, pair, target, horizon_days, model
-- units:    as in walk_forward_periods: errors in quote currency per USD, shares in percent;
--           n_failed counts origins; the sample deviations are null with a single window
-- reads:    validation_failures, walk_forward_by_window, walk_forward_periods
-- used by:  forexlib.cli, forexlib.jobs

create or replace view walk_forward_metrics as
with failed as (
    select
        run_id,
        model,
        count(*) as n_failed
    from validation_failures
    group by run_id, model
),

spreads as (
    select
        run_id,
        horizon_days,
        model,
        count(*) as windows,
        avg(rmse) as mean_window_rmse,
        stddev_samp(rmse) as sd_window_rmse,
        avg(mae) as mean_window_mae,
        stddev_samp(mae) as sd_window_mae
    from walk_forward_by_window
    group by run_id, horizon_days, model
)

select
    walk_forward_periods.run_id,
    walk_forward_periods.pair,
    walk_forward_periods.target,
    walk_forward_periods.horizon_days,
    walk_forward_periods.model,
    walk_forward_periods.n,
    walk_forward_periods.rmse,
    walk_forward_periods.mae,
    walk_forward_periods.mape,
    walk_forward_periods.bias,
    walk_forward_periods.coverage_80,
    walk_forward_periods.coverage_95,
    walk_forward_periods.mean_width_80,
    walk_forward_periods.mean_width_95,
    walk_forward_periods.crps,
    walk_forward_periods.interval_score_95,
    walk_forward_periods.n_common,
    walk_forward_periods.rmse_ratio,
    walk_forward_periods.crps_ratio,
    walk_forward_periods.interval_score_ratio,
    walk_forward_periods.n_direction,
    walk_forward_periods.direction_accuracy,
    spreads.windows,
    spreads.mean_window_rmse,
    spreads.sd_window_rmse,
    spreads.mean_window_mae,
    spreads.sd_window_mae,
    walk_forward_periods.first_origin,
    walk_forward_periods.last_origin,
    coalesce(failed.n_failed, 0) as n_failed
from walk_forward_periods
inner join spreads
    on
        walk_forward_periods.run_id = spreads.run_id
        and walk_forward_periods.horizon_days = spreads.horizon_days
        and walk_forward_periods.model = spreads.model
left join failed
    on
        walk_forward_periods.run_id = failed.run_id
        and walk_forward_periods.model = failed.model
where walk_forward_periods.year is null;
