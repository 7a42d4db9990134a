-- Each forecast that came due beside what happened, and beside the random walk's score.
--
-- grain:    pair, target, horizon_days, origin_date, track, model, model_version, issue
-- units:    rates, error (mean - actual), abs_error (of the median), widths, crps and interval
--           score in quote currency per USD; abs_pct_error in percent; the random walk's columns
--           are null where it has no score
-- reads:    predictions, scores
-- used by:  forexlib.jobs, forexlib.reporting, reports

create or replace view scored_forecasts as
select
    predictions.pair,
    predictions.target,
    predictions.horizon_days,
    predictions.origin_date,
    predictions.track,
    predictions.model,
    predictions.model_version,
    predictions.issue,
    predictions.run_id,
    predictions.mode,
    predictions.as_of,
    predictions.admitted_by,
    predictions.target_date,
    predictions.trading_days,
    predictions.last_rate,
    predictions.mean,
    predictions.quantiles,
    predictions.tails,
    predictions.fingerprint,
    predictions.saved_at,
    scores.is_record,
    scores.actual,
    scores.actual_date,
    scores.actual_available_at,
    scores.error,
    scores.abs_error,
    scores.abs_pct_error,
    scores.inside_80,
    scores.inside_95,
    scores.width_80,
    scores.width_95,
    scores.crps,
    scores.crps_expected,
    scores.interval_score_95,
    scores.direction_hit,
    scores.scored_at,
    random_walks.error as error_random_walk,
    random_walks.crps as crps_random_walk,
    predictions.quantiles[20] as median,
    predictions.quantiles[4] as lower_80,
    predictions.quantiles[36] as upper_80,
    predictions.quantiles[1] as lower_95,
    predictions.quantiles[39] as upper_95
from predictions
inner join scores
    on
        predictions.pair = scores.pair
        and predictions.target = scores.target
        and predictions.horizon_days = scores.horizon_days
        and predictions.origin_date = scores.origin_date
        and predictions.track = scores.track
        and predictions.model = scores.model
        and predictions.model_version = scores.model_version
        and predictions.issue = scores.issue
left join scores as random_walks
    on
        scores.pair = random_walks.pair
        and scores.target = random_walks.target
        and scores.horizon_days = random_walks.horizon_days
        and scores.origin_date = random_walks.origin_date
        and scores.track = random_walks.track
        and random_walks.model = 'random_walk'
        and random_walks.is_record;
