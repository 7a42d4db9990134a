-- Keep the frame `new_readiness`, saved at $1; of two looks on one day the later one holds.

insert into readiness by name
select
    new_readiness.day,
    new_readiness.pair,
    new_readiness.target,
    new_readiness.horizon_days,
    new_readiness.model,
    new_readiness.version,
    new_readiness.criterion,
    new_readiness.critical,
    new_readiness.number,
    new_readiness.threshold,
    new_readiness.met,
    new_readiness.points,
    new_readiness.expected_day,
    new_readiness.n_live,
    new_readiness.n_shadow,
    new_readiness.n_backfill,
    new_readiness.n_walk_forward,
    new_readiness.parts,
    new_readiness.versions,
    new_readiness.score,
    new_readiness.level,
    new_readiness.ready_day,
    new_readiness.as_of,
    $1 as saved_at
from new_readiness
on conflict do update set
    critical = excluded.critical,
    number = excluded.number,
    threshold = excluded.threshold,
    met = excluded.met,
    points = excluded.points,
    expected_day = excluded.expected_day,
    n_live = excluded.n_live,
    n_shadow = excluded.n_shadow,
    n_backfill = excluded.n_backfill,
    n_walk_forward = excluded.n_walk_forward,
    parts = excluded.parts,
    versions = excluded.versions,
    score = excluded.score,
    level = excluded.level,
    ready_day = excluded.ready_day,
    as_of = excluded.as_of,
    saved_at = excluded.saved_at
where excluded.as_of > readiness.as_of;
