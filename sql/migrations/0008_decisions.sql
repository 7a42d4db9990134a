-- What was decided about every event, told or not, and what people said of alerts.
--
-- A row per event and monitor run; where nothing happened at a horizon a row of kind none says so.
-- Rows are only ever added. message_key names the message of the outbox that carries it.

create table decisions (
    pair varchar not null,
    target varchar not null,
    as_of timestamptz not null,
    key varchar not null,
    kind varchar not null,
    subject varchar not null,
    occasion varchar not null,
    horizon_days smallint check (horizon_days >= 1),
    audience varchar not null check (audience in ('market', 'operations')),
    severity varchar not null check (severity in ('INFO', 'WARNING', 'HIGH', 'CRITICAL')),
    phase varchar not null check (
        phase in (
            'happened', 'again', 'entry', 'escalation', 'standing', 'eased', 'exit', 'none'
        )
    ),
    verdict varchar not null check (
        verdict in (
            'sent', 'with the forecast', 'log only', 'held', 'repeated', 'muted', 'acknowledged'
        )
    ),
    reason varchar not null check (reason <> ''),
    metrics json not null,
    message_key varchar,
    decided_at timestamptz not null,
    check ((verdict = 'sent') = (message_key is not null)),
    primary key (pair, target, as_of, key)
);

create table alert_rulings (
    pair varchar not null,
    target varchar not null,
    key varchar not null,
    ruled varchar not null check (ruled in ('ack', 'mute')),
    until timestamptz,
    ruled_by varchar not null check (ruled_by <> ''),
    note varchar not null,
    ruled_at timestamptz not null,
    check ((ruled = 'mute') = (until is not null)),
    primary key (pair, target, key, ruled, ruled_at)
);
