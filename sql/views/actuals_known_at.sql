-- What a forecast for each target date is held against, as far as it was public at `due_by`.
--
-- The actual is the first vintage of the first value on or after the target date, at most 7
-- calendar days late.
--
-- grain:    series, target_date
-- units:    actual in the series' own unit (rates: quote currency per USD); instants in UTC
-- reads:    observations
-- used by:  due_forecasts, sql/writes/score_validation.sql

create or replace macro actuals_known_at(due_by) as table (
    with first_vintages as (
        select
            series,
            event_date,
            min_by(value, row(available_at, admitted_at)) as actual,
            min(available_at) as available_at
        from observations
        where available_at <= due_by
        group by series, event_date
    ),

    gaps as (
        select
            *,
            event_date - lag(event_date) over (
                partition by series
                order by event_date
            ) as days_since
        from first_vintages
    )

    select
        series,
        actual,
        event_date as actual_date,
        available_at as actual_available_at,
        event_date - unnest(range(least(coalesce(days_since, 8), 8)))::integer as target_date
    from gaps
);
