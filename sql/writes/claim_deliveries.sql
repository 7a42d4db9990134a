-- Claim for $1 until $2 what is due at $3 and nobody is sending: at most $4, the gravest first, of
-- those as grave the longest due.
--
-- $5 are the states that may be claimed. A sender who is killed loses its claim when $2 is past.

update outbox_deliveries
set
    claimed_by = $1,
    claimed_until = $2
where
    (key, channel) in (
        select
            waiting.key,
            waiting.channel
        from outbox_deliveries as waiting
        inner join outbox on waiting.key = outbox.key
        where
            waiting.state in (select unnest($5))
            and (
                waiting.state <> 'waiting'
                or waiting.next_attempt_at <= $3
            )
            and (
                waiting.claimed_until is null
                or waiting.claimed_until <= $3
            )
        order by
            list_position(['CRITICAL', 'HIGH', 'WARNING', 'INFO'], outbox.severity),
            waiting.next_attempt_at,
            waiting.key,
            waiting.channel
        limit $4
    );
