-- From which day to which outcomes are recent, as of the end of the day `until`.
--
-- The recent window ends at the newest actual that any forecast of the quantity was held against,
-- and is `least_days` or `times` the horizon long, whichever is more. The year before it serves as
-- baseline where there is no walk.
--
-- grain:    pair, target, horizon_days
-- units:    first_day to last_day and year_from to the day before first_day are days of actuals
-- reads:    metrics_daily
-- used by:  performance_sums

create or replace macro performance_windows(until, least_days, times) as table (
    with horizons as (
        select
            pair,
            target,
            horizon_days,
            max(day) as newest
        from metrics_daily
        where day <= until
        group by pair, target, horizon_days
    ),

    ends as (
        select
            pair,
            target,
            horizon_days,
            max(newest) over (partition by pair, target) as last_day
        from horizons
    ),

    windows as (
        select
            *,
            last_day + 1 - greatest(least_days, times * horizon_days)::integer as first_day
        from ends
    )

    select
        pair,
        target,
        horizon_days,
        first_day,
        last_day,
        (first_day - interval 1 year)::date as year_from
    from windows
);
