-- Rows that must not exist: a champion that is no version of its horizon.

select
    champions.pair,
    champions.target,
    champions.horizon_days,
    champions.turn,
    champions.version
from champions
left join versions
    on
        champions.pair = versions.pair
        and champions.target = versions.target
        and champions.horizon_days = versions.horizon_days
        and champions.version = versions.version
where versions.version is null;
