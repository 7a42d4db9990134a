-- Whether a version $4 of a pair $1, target $2 and horizon $3 is known, and was never deleted.

select coalesce(bool_and(version_states.state <> 'deleted'), false) as is_there
from versions
inner join version_states
    on
        versions.pair = version_states.pair
        and versions.target = version_states.target
        and versions.horizon_days = version_states.horizon_days
        and versions.version = version_states.version
where
    versions.pair = $1
    and versions.target = $2
    and versions.horizon_days = $3
    and versions.version = $4;
