-- Who served each horizon of a pair $1 and target $2 at the instant $3; who serves now, if it is
-- null.

select
    pair,
    target,
    horizon_days,
    turn,
    version,
    number,
    since,
    act,
    reason,
    decided_by
from champion_reigns
where pair = $1 and target = $2 and since <= coalesce($3, since)
qualify row_number() over (partition by horizon_days order by turn desc) = 1
order by horizon_days;
