-- Make a version $4 champion of a pair $1, target $2 and horizon $3.
--
-- Where the clock went back it reigns from the instant at which the champion before it began.

insert into champions by name
select
    $1 as pair,
    $2 as target,  -- noqa: RF04
    $3 as horizon_days,
    coalesce(max(champions.turn), 0) + 1 as turn,
    $4 as version,  -- noqa: RF04
    greatest($9, max(champions.since)) as since,
    $5 as act,
    $6 as reason,  -- noqa: RF04
    $7::json as evidence,
    $8 as decided_by
from champions
where champions.pair = $1 and champions.target = $2 and champions.horizon_days = $3;
