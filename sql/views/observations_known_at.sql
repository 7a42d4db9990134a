-- The value of each day as it was known at the instant `as_of`.
--
-- A null `admitted_by` admits every value ever accepted.
--
-- grain:    series, event_date
-- units:    value in the series' own unit (rates: quote currency per USD)
-- reads:    observations
-- used by:  people, notebooks and the store's tests; the engine takes every vintage

create or replace macro observations_known_at(as_of, admitted_by) as table (
    select
        series,
        event_date,
        value,
        available_at
    from observations
    where
        available_at <= as_of
        and admitted_at <= coalesce(admitted_by, timestamptz 'infinity')
    qualify row_number() over (
        partition by series, event_date
        order by available_at desc, admitted_at desc
    ) = 1
);
