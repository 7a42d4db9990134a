-- Each file of a message, and whether the message has reached every channel it goes to.

with files as (
    select
        outbox.key,
        unnest(from_json(outbox.attachments, '["json"]')) ->> '$.file' as file_name
    from outbox
)

select
    files.file_name,
    bool_and(coalesce(outbox_deliveries.state = 'delivered', true)) as is_delivered
from files
left join outbox_deliveries on files.key = outbox_deliveries.key
group by files.file_name;
