-- Rows that must not exist: a forecast with a rate that is no positive finite number.

select
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model,
    model_version,
    issue
from predictions
where
    not isfinite(mean)
    or not isfinite(last_rate)
    or list_min(tails::double[] || quantiles::double[]) <= 0
    or not isfinite(list_max(tails::double[] || quantiles::double[]));
