-- Rows that must not exist: a score of a forecast nobody made.

select
    scores.pair,
    scores.target,
    scores.horizon_days,
    scores.origin_date,
    scores.track,
    scores.model,
    scores.model_version,
    scores.issue
from scores
anti join predictions
    on
        scores.pair = predictions.pair
        and scores.target = predictions.target
        and scores.horizon_days = predictions.horizon_days
        and scores.origin_date = predictions.origin_date
        and scores.track = predictions.track
        and scores.model = predictions.model
        and scores.model_version = predictions.model_version
        and scores.issue = predictions.issue;
