-- The drift score day by day, and whether a test says that it worsens.
--
-- statistic is Kendall's S of the scores of `windows` days, five fixings apart, ending on the day;
-- p_value how often it is as large where nothing changes. Null where there is too little.
--
-- grain:    pair, target, day
-- units:    scores from 0 to 100
-- reads:    drift_daily, drift_tests
-- used by:  people, the dashboard

create or replace view drift_trend as
select
    drift_daily.pair,
    drift_daily.target,
    drift_daily.day,
    drift_daily.severity,
    drift_daily.score,
    trends.n_test as windows,
    trends.statistic,
    trends.p_value,
    trends.drifted as worsens,
    avg(drift_daily.score) over (
        partition by drift_daily.pair, drift_daily.target
        order by drift_daily.day
        range between interval 29 days preceding and current row
    ) as mean_score_30
from drift_daily
left join drift_tests as trends
    on
        drift_daily.pair = trends.pair
        and drift_daily.target = trends.target
        and drift_daily.day = trends.day
        and trends.series = 'score';
