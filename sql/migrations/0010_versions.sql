-- Versions of what forecasts are made with, who was champion from when, and what was learned anew.
--
-- Rows are only ever added, but for those of feature sets that no version has. A version is the
-- hash of its artefact; its number is a label for people, 1, 2, 3 … at each pair, target and
-- horizon. The newest row of version_states says what a version may do, that of champions who
-- serves. Evidence, settings and feature sets are plain data.

create table feature_sets (
    feature_set varchar not null primary key check (regexp_full_match(feature_set, '[0-9a-f]{12}')),
    content json not null,
    saved_at timestamptz not null
);

create table versions (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    version varchar not null check (regexp_full_match(version, '[0-9a-f]{12}')),
    number integer not null check (number >= 1),
    origin varchar not null check (origin in ('initial', 'refresh', 'challenger')),
    recipe varchar not null,
    feature_set varchar not null,
    settings json not null,
    anchor_date date not null,
    as_of timestamptz not null,
    admitted_by timestamptz,
    parent varchar,
    code varchar not null,
    releases json not null,
    registered_at timestamptz not null,
    check (registered_at >= as_of),
    unique (pair, target, horizon_days, number),
    primary key (pair, target, horizon_days, version)
);

create table version_states (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    version varchar not null,
    step integer not null check (step >= 1),
    state varchar not null check (
        state in ('registered', 'shadow', 'rejected', 'withdrawn', 'deleted')
    ),
    reason varchar not null check (reason <> ''),
    evidence json not null,
    decided_by varchar not null check (decided_by <> ''),
    decided_at timestamptz not null,
    primary key (pair, target, horizon_days, version, step)
);

create table champions (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    turn integer not null check (turn >= 1),
    version varchar not null,
    since timestamptz not null,
    act varchar not null check (
        act in ('initial', 'refresh', 'promotion', 'deploy', 'rollback')
    ),
    reason varchar not null check (reason <> ''),
    evidence json not null,
    decided_by varchar not null check (decided_by <> ''),
    primary key (pair, target, horizon_days, turn)
);

create table retrainings (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    attempt integer not null check (attempt >= 1),
    origin varchar not null check (origin in ('refresh', 'challenger')),
    reason varchar not null check (
        reason in ('PERFORMANCE_DEGRADATION', 'DRIFT_DETECTED', 'SCHEDULED', 'MANUAL')
    ),
    outcome varchar not null check (
        outcome in ('promoted', 'shadow', 'rejected', 'unchanged', 'failed')
    ),
    version varchar,
    why varchar not null check (why <> ''),
    evidence json not null,
    seconds double not null check (seconds >= 0),
    asked_by varchar not null check (asked_by <> ''),
    tried_at timestamptz not null,
    check ((version is null) = (outcome = 'failed')),
    primary key (pair, target, horizon_days, attempt)
);
