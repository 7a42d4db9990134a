-- Let go of the delivery of the frame `mark` with what came of it, if its claim still holds.

update outbox_deliveries
set
    state = mark.state,
    attempts = mark.attempts,
    next_attempt_at = mark.next_attempt_at,
    claimed_by = null,
    claimed_until = null,
    last_error = mark.last_error,
    reached = mark.reached,
    delivered_at = mark.delivered_at
from mark
where
    outbox_deliveries.key = mark.key
    and outbox_deliveries.channel = mark.channel
    and outbox_deliveries.claimed_by = mark.claim;
