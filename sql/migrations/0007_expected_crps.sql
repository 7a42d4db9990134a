-- What each forecast's CRPS was expected to be under its own distribution, and its daily sums.
--
-- The formula is that of sql/views/score_of.sql on this day. Units as in 0001.

alter table scores add column crps_expected double;

update scores
set
    crps_expected = (
        list_sum([(i - 20) * rate for rate, i in predictions.quantiles])
        + 9.75 * (predictions.quantiles[39] - predictions.quantiles[1])
        + 19.5 / ln(2) * (
            predictions.quantiles[39] - predictions.quantiles[38]
            + predictions.quantiles[2] - predictions.quantiles[1]
        )
    ) / 780
from predictions
where
    scores.pair = predictions.pair
    and scores.target = predictions.target
    and scores.horizon_days = predictions.horizon_days
    and scores.origin_date = predictions.origin_date
    and scores.track = predictions.track
    and scores.model = predictions.model
    and scores.model_version = predictions.model_version
    and scores.issue = predictions.issue;

alter table validation_scores add column crps_expected double;

update validation_scores
set
    crps_expected = (
        list_sum([(i - 20) * rate for rate, i in validation_forecasts.quantiles])
        + 9.75 * (validation_forecasts.quantiles[39] - validation_forecasts.quantiles[1])
        + 19.5 / ln(2) * (
            validation_forecasts.quantiles[39] - validation_forecasts.quantiles[38]
            + validation_forecasts.quantiles[2] - validation_forecasts.quantiles[1]
        )
    ) / 780
from validation_forecasts
where
    validation_scores.run_id = validation_forecasts.run_id
    and validation_scores.horizon_days = validation_forecasts.horizon_days
    and validation_scores.origin_date = validation_forecasts.origin_date
    and validation_scores.model = validation_forecasts.model;

alter table metrics_daily add column crps_expected double;

update metrics_daily
set crps_expected = summed.crps_expected
from (
    select
        pair,
        target,
        horizon_days,
        track,
        model,
        actual_date,
        sum(crps_expected) as crps_expected
    from scores
    where is_record
    group by
        pair,
        target,
        horizon_days,
        track,
        model,
        actual_date
) as summed
where
    metrics_daily.pair = summed.pair
    and metrics_daily.target = summed.target
    and metrics_daily.horizon_days = summed.horizon_days
    and metrics_daily.track = summed.track
    and metrics_daily.model = summed.model
    and metrics_daily.day = summed.actual_date;
