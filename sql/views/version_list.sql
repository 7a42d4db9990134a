-- Every version that was ever learned, what it may do, and when it served.
--
-- grain:    pair, target, horizon_days, version
-- units:    horizon_days in calendar days; instants in UTC; last_until is null while it serves and
--           where it never did
-- reads:    versions, version_states, champion_reigns
-- used by:  forexlib.jobs, forexlib.cli, forexlib.registry, forexlib.decisions

create or replace view version_list as
with states as (
    select
        pair,
        target,
        horizon_days,
        version,
        max_by(state, step) as state,  -- noqa: RF04
        max_by(reason, step) as state_reason,
        max_by(evidence, step) as state_evidence,
        max_by(decided_at, step) as state_since
    from version_states
    group by pair, target, horizon_days, version
),

reigns as (
    select
        pair,
        target,
        horizon_days,
        version,
        count(*) as n_reigns,
        min(since) as first_since,
        case when bool_and(until is not null) then max(until) end as last_until,
        bool_or(until is null) as is_champion
    from champion_reigns
    group by pair, target, horizon_days, version
)

select
    versions.pair,
    versions.target,
    versions.horizon_days,
    versions.version,
    versions.number,
    versions.origin,
    versions.recipe,
    versions.feature_set,
    versions.settings,
    versions.anchor_date,
    versions.as_of,
    versions.admitted_by,
    versions.parent,
    versions.code,
    versions.releases,
    versions.registered_at,
    states.state,
    states.state_reason,
    states.state_evidence,
    states.state_since,
    reigns.first_since,
    reigns.last_until,
    coalesce(reigns.is_champion, false) as is_champion,
    coalesce(reigns.n_reigns, 0) as n_reigns
from versions
left join states
    on
        versions.pair = states.pair
        and versions.target = states.target
        and versions.horizon_days = states.horizon_days
        and versions.version = states.version
left join reigns
    on
        versions.pair = reigns.pair
        and versions.target = reigns.target
        and versions.horizon_days = reigns.horizon_days
        and versions.version = reigns.version;
