-- Keep the row of the frame `new_message`, unless its key is there or its topic was told after $1.
--
-- Where $1 is null the topic does not matter.

insert into outbox by name
select
    new_message.key,
    new_message.topic,
    new_message.audience,
    new_message.severity,
    new_message.subject,
    new_message.body_html,
    new_message.body_text,
    new_message.body_slack,
    new_message.attachments,
    new_message.run_id,
    new_message.created_at
from new_message
where
    not exists (
        select 1
        from outbox
        where
            outbox.key = new_message.key
            or (
                outbox.topic = new_message.topic
                and outbox.created_at > $1
            )
    );
