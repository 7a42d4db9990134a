-- How good each model of a walk was, year by year and over all of it: the formulas are here, once.
--
-- The ratios compare with `random_walk` on the origins both forecast, and are null where there are
-- none.
--
-- grain:    run_id, pair, target, horizon_days, model, year
-- units:    year is that of the origin, null over all years; rmse, mae, bias (mean - actual),
--           widths, crps and interval score in quote currency per USD; mape, coverages and
--           direction_accuracy in percent; ratios below 1 beat the random walk
-- reads:    walk_forward_scored
-- used by:  walk_forward_by_year, walk_forward_metrics

create or replace view walk_forward_periods as
with paired as (
    select
        *,
        year(origin_date) as year,  -- noqa: RF04
        crps_random_walk is not null as is_common
    from walk_forward_scored
)

select
    run_id,
    pair,
    target,
    horizon_days,
    model,
    year,
    count(*) as n,
    sqrt(avg(error ** 2)) as rmse,
    avg(abs_error) as mae,
    avg(abs_pct_error) as mape,
    avg(error) as bias,
    100 * avg(inside_80::integer) as coverage_80,
    100 * avg(inside_95::integer) as coverage_95,
    avg(width_80) as mean_width_80,
    avg(width_95) as mean_width_95,
    avg(crps) as crps,
    avg(interval_score_95) as interval_score_95,
    count(*) filter (where is_common) as n_common,
    sqrt(
        sum(error ** 2) filter (where is_common) / nullif(sum(error_random_walk ** 2), 0)
    ) as rmse_ratio,
    sum(crps) filter (where is_common) / nullif(sum(crps_random_walk), 0) as crps_ratio,
    sum(interval_score_95) filter (where is_common)
    / nullif(sum(interval_score_95_random_walk), 0) as interval_score_ratio,
    count(direction_hit) as n_direction,
    100 * avg(direction_hit::integer) as direction_accuracy,
    min(origin_date) as first_origin,
    max(origin_date) as last_origin
from paired
group by grouping sets (
    (run_id, pair, target, horizon_days, model, year),
    (run_id, pair, target, horizon_days, model)
);
