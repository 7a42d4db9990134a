-- Rows that must not exist: a version nobody decided about, or one without its feature set.

select
    versions.pair,
    versions.target,
    versions.horizon_days,
    versions.version
from versions
left join version_states
    on
        versions.pair = version_states.pair
        and versions.target = version_states.target
        and versions.horizon_days = version_states.horizon_days
        and versions.version = version_states.version
left join feature_sets on versions.feature_set = feature_sets.feature_set
where version_states.version is null or feature_sets.feature_set is null;
