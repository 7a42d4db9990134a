-- Append the frame `new_tests` of run $1; $2 is tested_at.

insert into validation_tests by name
select
    $1 as run_id,
    horizon_days,
    model,
    test,
    n,
    outcomes,
    statistic,
    p_value,
    estimate,
    low,
    high,
    $2 as tested_at
from new_tests;
