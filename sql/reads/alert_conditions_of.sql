-- Where each event of the pair $1 and the target $2 stands.

select *  -- noqa: AM04
from alert_conditions
where pair = $1 and target = $2;
