-- Rows that must not exist: a forecast whose issues are not 1, 2, 3 …

select
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model,
    model_version
from predictions
group by
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model,
    model_version
having max(issue) <> count(*);
