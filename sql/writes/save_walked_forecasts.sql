-- Append the frame `walked_forecasts` of run $1, but for origins that are saved already.

insert into validation_forecasts by name
select
    $1 as run_id,
    walked_forecasts.pair,
    walked_forecasts.target,
    walked_forecasts.horizon_days,
    walked_forecasts.origin_date,
    walked_forecasts.model,
    walked_forecasts.model_version,
    walked_forecasts.mode,
    walked_forecasts.as_of,
    walked_forecasts.target_date,
    walked_forecasts.trading_days,
    walked_forecasts.last_rate,
    walked_forecasts.mean,
    walked_forecasts.quantiles,
    walked_forecasts.tails,
    walked_forecasts.fingerprint
from walked_forecasts
anti join validation_origins
    on
        walked_forecasts.as_of = validation_origins.as_of
        and validation_origins.run_id = $1;
