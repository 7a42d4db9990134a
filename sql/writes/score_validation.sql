-- Score the forecasts of run $1 that have no score yet and whose actual was public at $2.

insert into validation_scores by name
with pending as (
    select
        validation_forecasts.run_id,
        validation_forecasts.horizon_days,
        validation_forecasts.origin_date,
        validation_forecasts.model,
        validation_forecasts.target_date,
        validation_forecasts.last_rate,
        validation_forecasts.mean,
        validation_forecasts.quantiles,
        validation_forecasts.target || '/' || validation_forecasts.pair as series
    from validation_forecasts
    anti join validation_scores
        on
            validation_forecasts.run_id = validation_scores.run_id
            and validation_forecasts.horizon_days = validation_scores.horizon_days
            and validation_forecasts.origin_date = validation_scores.origin_date
            and validation_forecasts.model = validation_scores.model
    where validation_forecasts.run_id = $1
),

actuals as (
    select *
    from actuals_known_at($2)
)

select
    pending.run_id,
    pending.horizon_days,
    pending.origin_date,
    pending.model,
    actuals.actual,
    actuals.actual_date,
    actuals.actual_available_at,
    unnest(  -- noqa: AL03
        score_of(pending.mean, pending.quantiles, pending.last_rate, actuals.actual)
    ),
    $2 as scored_at
from pending
inner join actuals
    on
        pending.series = actuals.series
        and pending.target_date = actuals.target_date;
