-- Rows that must not exist: a day whose sums count other forecasts than the scores do.

with counted as (
    select
        pair,
        target,
        horizon_days,
        track,
        model,
        actual_date,
        count(*) as n,
        sum(crps_expected) as crps_expected
    from scores
    where is_record
    group by
        pair,
        target,
        horizon_days,
        track,
        model,
        actual_date
)

select
    counted.n as n_scores,
    metrics_daily.n as n_metrics
from counted
full join metrics_daily
    on
        counted.pair = metrics_daily.pair
        and counted.target = metrics_daily.target
        and counted.horizon_days = metrics_daily.horizon_days
        and counted.track = metrics_daily.track
        and counted.model = metrics_daily.model
        and counted.actual_date = metrics_daily.day
where
    counted.n is distinct from metrics_daily.n
    or abs(counted.crps_expected - metrics_daily.crps_expected)
    > 1e-9 * abs(counted.crps_expected)
    or metrics_daily.crps_expected is null;
