-- How much drift there was on each day: its score, how many tests drifted, and how grave that is.
--
-- One drifted test is a WARNING, two or more are HIGH. n_tests is 0 and the severity null where
-- there was too little to test anything.
--
-- grain:    pair, target, day
-- units:    score from 0 to 100; instants in UTC
-- reads:    drift_tests
-- used by:  forexlib.jobs.drift, drift_trend

create or replace view drift_daily as
with counted as (
    select
        pair,
        target,
        day,
        as_of,
        saved_at,
        count(statistic) filter (where series <> 'score') as n_tests,
        count(*) filter (where series <> 'score' and statistic is null) as n_insufficient,
        count(*) filter (where series <> 'score' and drifted) as n_drifted,
        max(score) as score
    from drift_tests
    group by pair, target, day, as_of, saved_at
)

select
    pair,
    target,
    day,
    n_tests,
    n_insufficient,
    n_drifted,
    score,
    as_of,
    saved_at,
    case
        when n_tests = 0 then null
        when n_drifted = 0 then 'INFO'
        when n_drifted = 1 then 'WARNING'
        else 'HIGH'
    end as severity
from counted;
