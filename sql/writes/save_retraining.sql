-- Note what was learned anew, or was tried, for a pair $1, target $2 and horizon $3.

insert into retrainings by name
select
    $1 as pair,
    $2 as target,  -- noqa: RF04
    $3 as horizon_days,
    coalesce(max(retrainings.attempt), 0) + 1 as attempt,
    $4 as origin,
    $5 as reason,  -- noqa: RF04
    $6 as outcome,
    $7 as version,  -- noqa: RF04
    $8 as why,
    $9::json as evidence,
    $10 as seconds,
    $11 as asked_by,
    $12 as tried_at
from retrainings
where retrainings.pair = $1 and retrainings.target = $2 and retrainings.horizon_days = $3;
