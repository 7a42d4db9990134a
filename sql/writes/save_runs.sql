-- Keep the rows of the frame `new_runs` that have fresh predictions; $1 is saved_at.

insert or ignore into runs by name
select
    new_runs.run_id,
    new_runs.pair,
    new_runs.target,
    new_runs.track,
    new_runs.as_of,
    new_runs.admitted_by,
    new_runs.origin_date,
    new_runs.mode,
    new_runs.reason,
    new_runs.fingerprint,
    new_runs.seed,
    new_runs.spot,
    new_runs.weights,
    new_runs.importances,
    new_runs.versions,
    new_runs.warnings,
    new_runs.refused,
    new_runs.said,
    $1 as saved_at
from new_runs
semi join fresh_predictions on new_runs.run_id = fresh_predictions.run_id;
