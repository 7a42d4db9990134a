-- Rows that must not exist: drift measured on a day that had not come at `as_of`.

select
    pair,
    target,
    day,
    series,
    test
from drift_tests
where day > cast(as_of at time zone 'UTC' as date) + 1;
