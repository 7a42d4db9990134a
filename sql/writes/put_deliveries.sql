-- Let the message of the frame `new_message` wait for delivery through each channel of $1.

insert into outbox_deliveries by name
select
    key,
    created_at as next_attempt_at,
    unnest($1) as channel,
    'waiting' as state,
    0 as attempts,
    '' as last_error,
    '' as reached
from new_message;
