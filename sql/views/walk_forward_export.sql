-- Every forecast of a walk beside what happened, if it has, and the random walk's score.
--
-- grain:    run_id, horizon_days, origin_date, model
-- units:    rates, error (mean - actual), abs_error (of the median), widths, crps and interval
--           score in quote currency per USD; abs_pct_error in percent; null from actual on where
--           it was not scored, and the random walk's columns where that has no score there
-- reads:    validation_forecasts, validation_scores
-- used by:  walk_forward_scored, forexlib.cli

create or replace view walk_forward_export as
select
    validation_forecasts.run_id,
    validation_forecasts.pair,
    validation_forecasts.target,
    validation_forecasts.horizon_days,
    validation_forecasts.origin_date,
    validation_forecasts.as_of,
    validation_forecasts.model,
    validation_forecasts.model_version,
    validation_forecasts.mode,
    validation_forecasts.target_date,
    validation_forecasts.trading_days,
    validation_forecasts.last_rate,
    validation_forecasts.mean,
    validation_forecasts.quantiles,
    validation_forecasts.tails,
    validation_scores.actual,
    validation_scores.actual_date,
    validation_scores.actual_available_at,
    validation_scores.error,
    validation_scores.abs_error,
    validation_scores.abs_pct_error,
    validation_scores.inside_80,
    validation_scores.inside_95,
    validation_scores.width_80,
    validation_scores.width_95,
    validation_scores.crps,
    validation_scores.crps_expected,
    validation_scores.interval_score_95,
    validation_scores.direction_hit,
    validation_scores.scored_at,
    random_walks.error as error_random_walk,
    random_walks.crps as crps_random_walk,
    random_walks.interval_score_95 as interval_score_95_random_walk,
    validation_forecasts.quantiles[20] as median,
    validation_forecasts.quantiles[4] as lower_80,
    validation_forecasts.quantiles[36] as upper_80,
    validation_forecasts.quantiles[1] as lower_95,
    validation_forecasts.quantiles[39] as upper_95
from validation_forecasts
left join validation_scores
    on
        validation_forecasts.run_id = validation_scores.run_id
        and validation_forecasts.horizon_days = validation_scores.horizon_days
        and validation_forecasts.origin_date = validation_scores.origin_date
        and validation_forecasts.model = validation_scores.model
left join validation_scores as random_walks
    on
        validation_scores.run_id = random_walks.run_id
        and validation_scores.horizon_days = random_walks.horizon_days
        and validation_scores.origin_date = random_walks.origin_date
        and random_walks.model = 'random_walk';
