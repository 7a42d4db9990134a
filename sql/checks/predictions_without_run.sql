-- Rows that must not exist: a prediction whose run was never stored.

select
    predictions.pair,
    predictions.target,
    predictions.horizon_days,
    predictions.origin_date,
    predictions.run_id
from predictions
anti join runs on predictions.run_id = runs.run_id;
