-- Keep the rows of the frame `withheld`, seen at $1; of those there, decide what was pending.

insert into quarantine by name
select
    withheld.series,
    withheld.event_date,
    withheld.value,
    withheld.available_at,
    withheld.source,
    withheld.reason,
    withheld.state,
    withheld.note,
    $1 as seen_at,
    case when withheld.state <> 'pending' then $1 end as decided_at,
    case when withheld.state <> 'pending' then 'gate' end as decided_by
from withheld
on conflict (series, event_date, value) do update
    set
        state = excluded.state,
        reason = excluded.reason,
        note = excluded.note,
        decided_at = excluded.decided_at,
        decided_by = excluded.decided_by
    where
    quarantine.state = 'pending'
    and excluded.state <> 'pending';
