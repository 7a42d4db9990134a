-- Rows that must not exist: a walked forecast from an origin of its run that was not saved as done.

select
    validation_forecasts.run_id,
    validation_forecasts.horizon_days,
    validation_forecasts.origin_date,
    validation_forecasts.model
from validation_forecasts
anti join validation_origins
    on
        validation_forecasts.run_id = validation_origins.run_id
        and validation_forecasts.as_of = validation_origins.as_of
        and validation_forecasts.origin_date = validation_origins.origin_date
        and validation_origins.state = 'done';
