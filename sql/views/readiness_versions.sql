-- The versions of each model stored by the instant `known_by`, and when each was issued.
--
-- grain:    pair, target, track, model, model_version, recipe
-- units:    instants in UTC; n_forecasts counts origins and horizons
-- reads:    readiness_forecasts
-- used by:  sql/reads/readiness_versions.sql

create or replace macro readiness_versions(known_by) as table (
    select
        pair,
        target,
        track,
        model,
        model_version,
        recipe,
        count(*) as n_forecasts,
        min(issued_at) as first_issued_at,
        max(issued_at) as last_issued_at
    from readiness_forecasts(known_by)
    group by pair, target, track, model, model_version, recipe
);
