-- Rows that must not exist: an origin, or a test, of a walk that was never begun.

with told as (
    select run_id
    from validation_origins
    union all
    select run_id
    from validation_tests
)

select told.run_id
from told
anti join validation_runs on told.run_id = validation_runs.run_id;
