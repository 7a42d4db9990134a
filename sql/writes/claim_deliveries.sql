-- Claim for $1 until $2 what is due at $3 and nobody is sending: at most $4, the longest due first.
--
-- $5 are the states that may be claimed. A sender who is killed loses its claim when $2 is past.

update outbox_deliveries
set
    claimed_by = $1,
    claimed_until = $2
where
    (key, channel) in (
        select
            key,
            channel
        from outbox_deliveries
        where
            state in (select unnest($5))
            and (
                state <> 'waiting'
                or next_attempt_at <= $3
            )
            and (
                claimed_until is null
                or claimed_until <= $3
            )
        order by next_attempt_at, key, channel
        limit $4
    );
