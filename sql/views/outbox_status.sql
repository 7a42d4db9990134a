-- How far each message has come through each channel it goes to.
--
-- A message that goes to no channel (INFO) is one row, whose state is "log only".
--
-- grain:    key, channel
-- units:    instants in UTC; attempts counts tries
-- reads:    outbox, outbox_deliveries
-- used by:  forex outbox

create or replace view outbox_status as
select
    outbox.key,
    outbox.created_at,
    outbox.audience,
    outbox.severity,
    outbox.subject,
    outbox.run_id,
    outbox_deliveries.next_attempt_at,
    outbox_deliveries.claimed_until,
    outbox_deliveries.delivered_at,
    coalesce(outbox_deliveries.channel, '') as channel,
    coalesce(outbox_deliveries.state, 'log only') as state,
    coalesce(outbox_deliveries.attempts, 0) as attempts,
    coalesce(outbox_deliveries.last_error, '') as last_error
from outbox
left join outbox_deliveries on outbox.key = outbox_deliveries.key;
