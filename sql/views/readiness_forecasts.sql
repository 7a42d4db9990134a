-- Every forecast stored by the instant `known_by`, each origin of a version once, and its score.
--
-- However often an origin was issued anew, it is one forecast. Those of the track walk-forward were
-- made by walks through the past; they and backfill were made in hindsight.
--
-- grain:    pair, target, horizon_days, track, model, model_version, recipe, origin_date
-- units:    instants in UTC; issued_at is the first instant the origin was forecast from;
--           is_scored says whether its actual was public, and it was scored, by then
-- reads:    predictions, readiness_walked, runs, scores
-- used by:  readiness_counts, readiness_versions

create or replace macro readiness_forecasts(known_by) as table (
    with known_predictions as (
        select *
        from predictions
        where
            track <> 'spot'
            and as_of <= known_by
            and saved_at <= known_by
    ),

    known_scores as (
        select *
        from scores
        where
            scored_at <= known_by
            and actual_available_at <= known_by
    ),

    stored as (
        select
            known_predictions.pair,
            known_predictions.target,
            known_predictions.horizon_days,
            known_predictions.track,
            known_predictions.model,
            known_predictions.model_version,
            known_predictions.origin_date,
            known_predictions.as_of,
            known_predictions.target_date,
            known_scores.actual,
            runs.versions ->> 'recipe' as recipe
        from known_predictions
        inner join runs on known_predictions.run_id = runs.run_id
        left join known_scores
            on
                known_predictions.pair = known_scores.pair
                and known_predictions.target = known_scores.target
                and known_predictions.horizon_days = known_scores.horizon_days
                and known_predictions.origin_date = known_scores.origin_date
                and known_predictions.track = known_scores.track
                and known_predictions.model = known_scores.model
                and known_predictions.model_version = known_scores.model_version
                and known_predictions.issue = known_scores.issue

        union all

        select
            pair,
            target,
            horizon_days,
            'walk-forward' as track,
            model,
            model_version,
            origin_date,
            as_of,
            target_date,
            actual,
            recipe
        from readiness_walked(known_by)
    )

    select
        pair,
        target,
        horizon_days,
        track,
        model,
        model_version,
        recipe,
        origin_date,
        min(as_of) as issued_at,
        min(target_date) as target_date,
        count(actual) > 0 as is_scored
    from stored
    group by pair, target, horizon_days, track, model, model_version, recipe, origin_date
);
