-- Who served from when until when, and why.
--
-- grain:    pair, target, horizon_days, turn
-- units:    horizon_days in calendar days; instants in UTC, `until` null: it serves still
-- reads:    champions, versions
-- used by:  forexlib.store, forexlib.jobs, forexlib.cli, forexlib.registry

create or replace view champion_reigns as
select
    champions.pair,
    champions.target,
    champions.horizon_days,
    champions.turn,
    champions.version,
    versions.number,
    champions.since,
    champions.act,
    champions.reason,
    champions.evidence,
    champions.decided_by,
    lead(champions.since) over (
        partition by champions.pair, champions.target, champions.horizon_days
        order by champions.turn
    ) as until  -- noqa: RF04
from champions
left join versions
    on
        champions.pair = versions.pair
        and champions.target = versions.target
        and champions.horizon_days = versions.horizon_days
        and champions.version = versions.version;
