-- What the drift tests said of each day. Rows are only ever added, a day's all at once.
--
-- series is returns, a horizon such as 7d, or score; test is ks, t, levene, ljung_box or
-- volatility. The row of the score has the score of the day, and its trend by mann_kendall. Where
-- there is too little to test, n_baseline and n_test say how much there was; the numbers are null.

create table drift_tests (
    pair varchar not null,
    target varchar not null,
    day date not null,
    series varchar not null check (regexp_full_match(series, 'returns|score|[1-9][0-9]*d')),
    test varchar not null,
    n_baseline integer not null check (n_baseline >= 0),
    n_test integer not null check (n_test >= 0),
    statistic double check (isfinite(statistic)),
    p_raw double check (p_raw between 0 and 1),
    p_value double check (p_value between 0 and 1),
    p_adjusted double check (p_adjusted between 0 and 1),
    level double check (level > 0 and level < 1),
    drifted boolean,
    score double check (score between 0 and 100),
    as_of timestamptz not null,
    saved_at timestamptz not null,
    check (test in ('ks', 't', 'levene', 'ljung_box', 'volatility', 'mann_kendall')),
    check ((series = 'score') = (test = 'mann_kendall')),
    check ((statistic is null) = (p_raw is null)),
    check ((statistic is null) = (p_value is null)),
    check ((statistic is null) = (p_adjusted is null)),
    check ((statistic is null) = (level is null)),
    check ((statistic is null) = (drifted is null)),
    check (not drifted or p_adjusted <= level),
    check (series = 'score' or score is null),
    check (saved_at >= as_of),
    primary key (pair, target, day, series, test)
);
