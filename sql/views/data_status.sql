-- How much is stored of each series, and how fresh it is.
--
-- grain:    series
-- units:    n_rows counts vintages, n_days days; dates are civil, instants UTC; sources by name
-- reads:    observations
-- used by:  forexlib.store.duck.DuckStore.newest, forex doctor

create or replace view data_status as
select
    series,
    count(*) as n_rows,
    count(distinct event_date) as n_days,
    min(event_date) as first_event_date,
    max(event_date) as last_event_date,
    max(available_at) as last_available_at,
    max(admitted_at) as last_admitted_at,
    string_agg(distinct source, ', ' order by source) as sources
from observations
group by series;
