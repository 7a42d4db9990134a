-- Rows that must not exist: a walked forecast of a run never begun, or of another pair or target.

select
    validation_forecasts.run_id,
    validation_forecasts.horizon_days,
    validation_forecasts.origin_date,
    validation_forecasts.model
from validation_forecasts
anti join validation_runs
    on
        validation_forecasts.run_id = validation_runs.run_id
        and validation_forecasts.pair = validation_runs.pair
        and validation_forecasts.target = validation_runs.target;
