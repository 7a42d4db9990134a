-- Rows that must not exist: a walk's score of a forecast nobody made.

select
    validation_scores.run_id,
    validation_scores.horizon_days,
    validation_scores.origin_date,
    validation_scores.model
from validation_scores
anti join validation_forecasts
    on
        validation_scores.run_id = validation_forecasts.run_id
        and validation_scores.horizon_days = validation_forecasts.horizon_days
        and validation_scores.origin_date = validation_forecasts.origin_date
        and validation_scores.model = validation_forecasts.model;
