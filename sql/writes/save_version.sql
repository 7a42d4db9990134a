-- Keep a version of a pair $1, target $2 and horizon $3, under the next number.

insert into versions by name
select
    $1 as pair,
    $2 as target,  -- noqa: RF04
    $3 as horizon_days,
    $4 as version,  -- noqa: RF04
    coalesce(max(versions.number), 0) + 1 as number,  -- noqa: RF04
    $5 as origin,
    $6 as recipe,
    $7 as feature_set,
    $8::json as settings,  -- noqa: RF04
    $9 as anchor_date,
    $10 as as_of,
    $11 as admitted_by,
    $12 as parent,
    $13 as code,
    $14::json as releases,
    $15 as registered_at
from versions
where versions.pair = $1 and versions.target = $2 and versions.horizon_days = $3;
