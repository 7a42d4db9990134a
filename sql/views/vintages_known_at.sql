-- Every vintage that was public at the instant `as_of`, so that each feature can see its own past.
--
-- A null `admitted_by` admits every value ever accepted.
--
-- grain:    series, event_date, available_at
-- units:    value in the series' own unit (rates: quote currency per USD)
-- reads:    observations
-- used by:  forexlib.store.duck.DuckStore.panel

create or replace macro vintages_known_at(as_of, admitted_by) as table (
    select
        series,
        event_date,
        available_at,
        value
    from observations
    where
        available_at <= as_of
        and admitted_at <= coalesce(admitted_by, timestamptz 'infinity')
    qualify row_number() over (
        partition by series, event_date, available_at
        order by admitted_at desc
    ) = 1
);
