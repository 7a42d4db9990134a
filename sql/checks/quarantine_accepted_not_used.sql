-- Rows that must not exist: a value a person accepted that was never admitted.

select
    quarantine.series,
    quarantine.event_date,
    quarantine.value
from quarantine
anti join observations
    on
        quarantine.series = observations.series
        and quarantine.event_date = observations.event_date
        and quarantine.value = observations.value
where quarantine.state = 'accepted';
