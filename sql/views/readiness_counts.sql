-- How many forecasts of a candidate were stored by the instant `known_by`, track by track.
--
-- A candidate is one version, or all versions of a recipe; null leaves either open. An origin that
-- several versions forecast is one. The track `counted` joins live and shadow, the only ones whose
-- forecasts were made before anybody knew their outcomes.
--
-- grain:    pair, target, horizon_days, model, track
-- units:    counts of origins; issue_days, an element per origin, is the civil day in the zone
--           `at_zone` it was first forecast on; pending holds the target dates of those not
--           scored, null if all are
-- reads:    readiness_forecasts
-- used by:  sql/reads/readiness_counts.sql

create or replace macro readiness_counts(known_by, at_zone, of_recipe, of_version) as table (
    with wanted as (
        select
            *,
            cast(timezone(at_zone, issued_at) as date) as issue_day
        from readiness_forecasts(known_by)
        where
            recipe = coalesce(of_recipe, recipe)
            and model_version = coalesce(of_version, model_version)
    ),

    placed as (
        select
            *,
            track as place
        from wanted

        union all

        select
            *,
            'counted' as place
        from wanted
        where track in ('live', 'shadow')
    ),

    origins as (
        select
            pair,
            target,
            horizon_days,
            model,
            place,
            origin_date,
            min(issue_day) as issue_day,
            min(target_date) as target_date,
            bool_or(is_scored) as is_scored
        from placed
        group by pair, target, horizon_days, model, place, origin_date
    )

    select
        pair,
        target,
        horizon_days,
        model,
        place as track,
        count(*) as n_predictions,
        count(*) filter (where is_scored) as n_scored,
        min(origin_date) as first_origin,
        max(origin_date) as last_origin,
        list(issue_day order by issue_day) as issue_days,
        list(target_date order by target_date) filter (where not is_scored) as pending
    from origins
    group by pair, target, horizon_days, model, place
);
