-- Rows that must not exist: a day on which a series was not asked all five tests, or no trend.

select
    pair,
    target,
    day,
    series
from drift_tests
group by pair, target, day, series
having count(*) <> case when series = 'score' then 1 else 5 end

union all

select
    pair,
    target,
    day,
    'score' as series
from drift_tests
group by pair, target, day
having not bool_or(series = 'score');
