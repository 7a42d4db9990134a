-- The mode of each run of $1 that is stored.

select
    run_id,
    mode
from runs
where run_id in (select unnest($1));
