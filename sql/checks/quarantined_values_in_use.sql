-- Rows that must not exist: a value kept out that was admitted all the same.

select
    quarantine.series,
    quarantine.event_date,
    quarantine.value,
    quarantine.state
from quarantine
inner join observations
    on
        quarantine.series = observations.series
        and quarantine.event_date = observations.event_date
        and quarantine.value = observations.value
where
    quarantine.state in ('pending', 'quarantined', 'rejected')
    and observations.admitted_at >= quarantine.seen_at;
