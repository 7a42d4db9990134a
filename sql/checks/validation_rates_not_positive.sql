-- Rows that must not exist: a walked forecast with a rate that is no positive finite number.

select
    run_id,
    horizon_days,
    origin_date,
    model
from validation_forecasts
where
    not isfinite(mean)
    or not isfinite(last_rate)
    or list_min(tails::double[] || quantiles::double[]) <= 0
    or not isfinite(list_max(tails::double[] || quantiles::double[]));
