-- How good each model was, month by month and over all of its life: the formulas are here, once.
--
-- The ratios compare with `random_walk` on the origins both forecast, and are null where there are
-- none.
--
-- grain:    pair, target, horizon_days, track, model, month
-- units:    month is the first day of the month of the actual, null over all months; rmse, mae,
--           bias (mean - actual), widths, crps and interval score in quote currency per USD; mape,
--           coverages and direction_accuracy in percent; ratios below 1 beat the random walk
-- reads:    metrics_daily
-- used by:  live_scores, live_scores_by_month

create or replace view score_periods as
with months as (
    select
        *,
        date_trunc('month', day)::date as month  -- noqa: RF04
    from metrics_daily
)

select
    pair,
    target,
    horizon_days,
    track,
    model,
    month,
    sum(n)::bigint as n,
    sqrt(sum(squared_error) / sum(n)) as rmse,
    sum(abs_error) / sum(n) as mae,
    sum(abs_pct_error) / sum(n) as mape,
    sum(error) / sum(n) as bias,
    100 * sum(inside_80) / sum(n) as coverage_80,
    100 * sum(inside_95) / sum(n) as coverage_95,
    sum(width_80) / sum(n) as mean_width_80,
    sum(width_95) / sum(n) as mean_width_95,
    sum(crps) / sum(n) as crps,
    sum(crps) / nullif(sum(crps_expected), 0) as crps_over_expected,
    sum(interval_score_95) / sum(n) as interval_score_95,
    sum(n_common)::bigint as n_common,
    sqrt(sum(squared_error_common) / nullif(sum(squared_error_random_walk), 0)) as rmse_ratio,
    sum(crps_common) / nullif(sum(crps_random_walk), 0) as crps_ratio,
    sum(n_direction)::bigint as n_direction,
    100 * sum(direction_hits) / nullif(sum(n_direction), 0) as direction_accuracy,
    min(day) as first_day,
    max(day) as last_day
from months
group by grouping sets (
    (pair, target, horizon_days, track, model, month),
    (pair, target, horizon_days, track, model)
);
