-- What the gate did not let in, what became of it, and which value is used for its day instead.
--
-- is_open: a person may still accept or reject it. used_value is null where none is: then the last
-- value before the day is.
--
-- grain:    series, event_date, value
-- units:    value and used_value in the series' own unit; instants in UTC
-- reads:    observations, quarantine
-- used by:  forex quarantine, forex doctor

create or replace view quarantine_status as
with used as (
    select
        series,
        event_date,
        max_by(value, row(available_at, admitted_at)) as used_value
    from observations
    group by series, event_date
)

select
    quarantine.series,
    quarantine.event_date,
    quarantine.value,
    quarantine.source,
    quarantine.reason,
    quarantine.state,
    quarantine.note,
    quarantine.available_at,
    quarantine.seen_at,
    quarantine.decided_at,
    quarantine.decided_by,
    used.used_value,
    quarantine.state in ('pending', 'quarantined') as is_open
from quarantine
left join used
    on
        quarantine.series = used.series
        and quarantine.event_date = used.event_date;
