-- What $1 has claimed, with its messages: the gravest first, of those as grave the longest due.

select
    outbox.key,
    outbox.topic,
    outbox.audience,
    outbox.severity,
    outbox.subject,
    outbox.body_html,
    outbox.body_text,
    outbox.body_slack,
    outbox.attachments,
    outbox.run_id,
    outbox.created_at,
    outbox_deliveries.channel,
    outbox_deliveries.attempts,
    outbox_deliveries.next_attempt_at,
    outbox_deliveries.reached
from outbox_deliveries
inner join outbox on outbox_deliveries.key = outbox.key
where outbox_deliveries.claimed_by = $1
order by
    list_position(['CRITICAL', 'HIGH', 'WARNING', 'INFO'], outbox.severity),
    outbox_deliveries.next_attempt_at,
    outbox.key,
    outbox_deliveries.channel;
