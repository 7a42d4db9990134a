-- The forecasts of walks through the past stored by the instant `known_by`, beside what happened.
--
-- grain:    run_id, horizon_days, origin_date, model
-- units:    actual in quote currency per USD, null where it was not public, or not scored, by then
-- reads:    validation_forecasts, validation_origins, validation_runs, validation_scores
-- used by:  readiness_forecasts

create or replace macro readiness_walked(known_by) as table (
    with known_origins as (
        select *
        from validation_origins
        where saved_at <= known_by
    ),

    known_outcomes as (
        select *
        from validation_scores
        where
            scored_at <= known_by
            and actual_available_at <= known_by
    )

    select
        validation_forecasts.pair,
        validation_forecasts.target,
        validation_forecasts.horizon_days,
        validation_forecasts.run_id,
        validation_forecasts.model,
        validation_forecasts.model_version,
        validation_forecasts.origin_date,
        validation_forecasts.as_of,
        validation_forecasts.target_date,
        known_outcomes.actual,
        validation_runs.recipe
    from validation_forecasts
    inner join validation_runs on validation_forecasts.run_id = validation_runs.run_id
    inner join known_origins
        on
            validation_forecasts.run_id = known_origins.run_id
            and validation_forecasts.as_of = known_origins.as_of
    left join known_outcomes
        on
            validation_forecasts.run_id = known_outcomes.run_id
            and validation_forecasts.horizon_days = known_outcomes.horizon_days
            and validation_forecasts.origin_date = known_outcomes.origin_date
            and validation_forecasts.model = known_outcomes.model
);
