-- Decisions that say a message carries them which the outbox does not hold.

select
    decisions.pair,
    decisions.target,
    decisions.as_of,
    decisions.key,
    decisions.message_key
from decisions
left join outbox on decisions.message_key = outbox.key
where
    decisions.message_key is not null
    and outbox.key is null;
