-- How good each model was in each test window of a walk.
--
-- A window is as long as the horizon; the first begins at the run's first origin of that horizon.
--
-- grain:    run_id, horizon_days, model, window_number
-- units:    window_number counts from 0; rmse, mae, bias (mean - actual) and crps in quote currency
--           per USD; mape and coverages in percent
-- reads:    validation_forecasts, walk_forward_scored
-- used by:  walk_forward_metrics

create or replace view walk_forward_by_window as
with starts as (
    select
        run_id,
        horizon_days,
        min(origin_date) as first_origin
    from validation_forecasts
    group by run_id, horizon_days
),

placed as (
    select
        walk_forward_scored.*,
        starts.first_origin,
        (walk_forward_scored.origin_date - starts.first_origin)
        // walk_forward_scored.horizon_days as window_number
    from walk_forward_scored
    inner join starts
        on
            walk_forward_scored.run_id = starts.run_id
            and walk_forward_scored.horizon_days = starts.horizon_days
)

select
    run_id,
    horizon_days,
    model,
    window_number,
    first_origin + (window_number * horizon_days)::integer as window_start,
    count(*) as n,
    sqrt(avg(error ** 2)) as rmse,
    avg(abs_error) as mae,
    avg(abs_pct_error) as mape,
    avg(error) as bias,
    avg(crps) as crps,
    100 * avg(inside_80::integer) as coverage_80,
    100 * avg(inside_95::integer) as coverage_95
from placed
group by
    run_id,
    horizon_days,
    model,
    window_number,
    first_origin;
