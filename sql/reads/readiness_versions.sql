-- The versions of model $3 of $1 $2 known by $4, on each track, the newest first.

select
    track,
    model_version,
    recipe,
    n_forecasts,
    last_issued_at
from readiness_versions($4)
where
    pair = $1
    and target = $2
    and model = $3
order by last_issued_at desc, track asc, model_version asc;
