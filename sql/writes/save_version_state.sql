-- Note the state $5 of a version $4 of a pair $1, target $2 and horizon $3.

insert into version_states by name
select
    $1 as pair,
    $2 as target,  -- noqa: RF04
    $3 as horizon_days,
    $4 as version,  -- noqa: RF04
    coalesce(max(version_states.step), 0) + 1 as step,
    $5 as state,  -- noqa: RF04
    $6 as reason,  -- noqa: RF04
    $7::json as evidence,
    $8 as decided_by,
    $9 as decided_at
from version_states
where
    version_states.pair = $1
    and version_states.target = $2
    and version_states.horizon_days = $3
    and version_states.version = $4;
