-- Whether run $1 was begun, and for which pair and target.

select
    pair,
    target
from validation_runs
where run_id = $1;
