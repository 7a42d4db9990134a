-- Append the fresh predictions; $1 is saved_at.

insert into predictions by name
select
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model,
    model_version,
    run_id,
    mode,
    as_of,
    admitted_by,
    target_date,
    trading_days,
    last_rate,
    mean,
    quantiles,
    tails,
    fingerprint,
    issue,
    $1 as saved_at
from fresh_predictions;
