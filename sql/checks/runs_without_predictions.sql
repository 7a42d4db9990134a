-- Rows that must not exist: a run that has no prediction.

select
    runs.run_id,
    runs.saved_at
from runs
anti join predictions on runs.run_id = predictions.run_id;
