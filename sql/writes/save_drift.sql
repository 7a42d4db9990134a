-- Append the frame `new_drift`, saved at $1, unless its day was measured before.

insert into drift_tests by name
select
    new_drift.pair,
    new_drift.target,
    new_drift.day,
    new_drift.series,
    new_drift.test,
    new_drift.n_baseline,
    new_drift.n_test,
    new_drift.statistic,
    new_drift.p_raw,
    new_drift.p_value,
    new_drift.p_adjusted,
    new_drift.level,
    new_drift.drifted,
    new_drift.score,
    new_drift.as_of,
    $1 as saved_at
from new_drift
where not exists (
    from drift_tests
    where
        drift_tests.pair = new_drift.pair
        and drift_tests.target = new_drift.target
        and drift_tests.day = new_drift.day
);
