-- The last message of each topic that begins with $1.

select
    audience,
    max(created_at) as created_at,
    max_by(severity, created_at) as severity
from outbox
where starts_with(topic, $1)
group by audience;
