-- The last message by the instant $2 of each topic that begins with $1, and how soon it had to be
-- read: that something ended is as urgent as a WARNING, however grave it was.

with carried as (
    select
        message_key,
        max(
            case
                when phase = 'exit' then 2
                else list_position(['INFO', 'WARNING', 'HIGH', 'CRITICAL'], severity)
            end
        ) as place
    from decisions
    where verdict = 'sent'
    group by message_key
)

select
    outbox.audience,
    max(outbox.created_at) as created_at,
    max_by(
        coalesce(['INFO', 'WARNING', 'HIGH', 'CRITICAL'][carried.place], outbox.severity),
        outbox.created_at
    ) as urgency
from outbox
left join carried on outbox.key = carried.message_key
where
    starts_with(outbox.topic, $1)
    and outbox.created_at <= $2
group by outbox.audience;
