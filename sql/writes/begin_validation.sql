-- Keep the row of the frame `new_run`, unless its run is there; $1 is started_at.

insert or ignore into validation_runs by name
select
    run_id,
    pair,
    target,
    horizons,
    models,
    "window",
    window_days,
    initial_days,
    step_days,
    first_day,
    last_day,
    fingerprint,
    seed,
    recipe,
    versions,
    $1 as started_at
from new_run;
