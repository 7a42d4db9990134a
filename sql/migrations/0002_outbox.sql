-- What is to be told to people, and how far it has come.
--
-- outbox holds each message once and for ever; outbox_deliveries, a row per channel it goes to, is
-- the one table whose rows change. A delivery with claimed_until ahead is being sent by somebody.

create table outbox (
    key varchar primary key,
    topic varchar not null,
    audience varchar not null check (audience in ('market', 'operations')),
    severity varchar not null check (severity in ('INFO', 'WARNING', 'HIGH', 'CRITICAL')),
    subject varchar not null check (subject <> ''),
    body_html varchar not null,
    body_text varchar not null,
    body_slack varchar not null,
    attachments json not null,
    run_id varchar not null,
    created_at timestamptz not null
);

create table outbox_deliveries (
    key varchar not null references outbox (key),
    channel varchar not null check (channel in ('email', 'slack', 'sms')),
    state varchar not null check (state in ('waiting', 'delivered', 'no channel', 'failed')),
    attempts integer not null check (attempts >= 0),
    next_attempt_at timestamptz not null,
    claimed_by varchar,
    claimed_until timestamptz,
    last_error varchar not null,
    reached varchar not null,
    delivered_at timestamptz,
    check ((state = 'delivered') = (delivered_at is not null)),
    check ((claimed_by is null) = (claimed_until is null)),
    primary key (key, channel)
);
