-- What each model's scores sum up to in the recent window, the year before it, and its walk.
--
-- A walk counts up to the day before the recent window, so that the two share no outcome; it is the
-- same for every track and has none. Only outcomes dated up to the day `until` count.
--
-- grain:    pair, target, horizon_days, track, model, part
-- units:    part is recent, year or walk; sums of errors, absolute errors, crps and its expectation
--           in quote currency per USD, of their squares in its square, abs_pct_error in percent;
--           first_day and last_day are those of the recent window
-- reads:    metrics_daily, performance_walks, performance_windows, validation_scores
-- used by:  performance_at

create or replace macro performance_sums(until, least_days, times) as table (
    with windows as (
        select *
        from performance_windows(until, least_days, times)
    ),

    walks as (
        select *
        from performance_walks((until::date + interval 1 day) at time zone 'UTC')
    ),

    walked as (
        select
            windows.pair,
            windows.target,
            ours.horizon_days,
            ours.model,
            windows.first_day,
            windows.last_day,
            walks.run_id,
            ours.error,
            ours.abs_error,
            ours.abs_pct_error,
            ours.inside_80,
            ours.inside_95,
            ours.crps,
            ours.crps_expected,
            random_walks.error as error_random_walk,
            random_walks.crps as crps_random_walk
        from walks
        inner join windows
            on
                walks.pair = windows.pair
                and walks.target = windows.target
                and walks.horizon_days = windows.horizon_days
        inner join validation_scores as ours
            on
                walks.run_id = ours.run_id
                and walks.horizon_days = ours.horizon_days
                and walks.model = ours.model
                and windows.first_day > ours.actual_date
        left join validation_scores as random_walks
            on
                ours.run_id = random_walks.run_id
                and ours.horizon_days = random_walks.horizon_days
                and ours.origin_date = random_walks.origin_date
                and random_walks.model = 'random_walk'
    )

    select
        metrics_daily.pair,
        metrics_daily.target,
        metrics_daily.horizon_days,
        metrics_daily.track,
        metrics_daily.model,
        if(metrics_daily.day >= windows.first_day, 'recent', 'year') as part,
        windows.first_day,
        windows.last_day,
        null as run_id,
        sum(metrics_daily.n)::bigint as n,
        sum(metrics_daily.error) as error,
        sum(metrics_daily.squared_error) as squared_error,
        sum(metrics_daily.abs_error) as abs_error,
        sum(metrics_daily.abs_pct_error) as abs_pct_error,
        sum(metrics_daily.inside_80)::bigint as inside_80,
        sum(metrics_daily.inside_95)::bigint as inside_95,
        sum(metrics_daily.crps) as crps,
        sum(metrics_daily.crps_expected) as crps_expected,
        sum(metrics_daily.n_common)::bigint as n_common,
        sum(metrics_daily.squared_error_common) as squared_error_common,
        sum(metrics_daily.crps_common) as crps_common,
        sum(metrics_daily.squared_error_random_walk) as squared_error_random_walk,
        sum(metrics_daily.crps_random_walk) as crps_random_walk
    from metrics_daily
    inner join windows
        on
            metrics_daily.pair = windows.pair
            and metrics_daily.target = windows.target
            and metrics_daily.horizon_days = windows.horizon_days
            and metrics_daily.day between windows.year_from and windows.last_day
    group by
        metrics_daily.pair,
        metrics_daily.target,
        metrics_daily.horizon_days,
        metrics_daily.track,
        metrics_daily.model,
        if(metrics_daily.day >= windows.first_day, 'recent', 'year'),
        windows.first_day,
        windows.last_day
    union all by name
    select
        pair,
        target,
        horizon_days,
        null as track,
        model,
        'walk' as part,
        first_day,
        last_day,
        run_id,
        count(*) as n,
        sum(error) as error,
        sum(error ** 2) as squared_error,
        sum(abs_error) as abs_error,
        sum(abs_pct_error) as abs_pct_error,
        count_if(inside_80)::bigint as inside_80,
        count_if(inside_95)::bigint as inside_95,
        sum(crps) as crps,
        sum(crps_expected) as crps_expected,
        count(crps_random_walk) as n_common,
        coalesce(sum(error ** 2) filter (where crps_random_walk is not null), 0)
            as squared_error_common,
        coalesce(sum(crps) filter (where crps_random_walk is not null), 0) as crps_common,
        coalesce(sum(error_random_walk ** 2), 0) as squared_error_random_walk,
        coalesce(sum(crps_random_walk), 0) as crps_random_walk
    from walked
    group by
        pair,
        target,
        horizon_days,
        model,
        first_day,
        last_day,
        run_id
);
