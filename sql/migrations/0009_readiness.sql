-- How ready each candidate was found to be, a row per day and criterion.
--
-- The last look of a day holds: a later one on the same day takes the place of an earlier one, so
-- this is a table whose rows change. version is a model version, or `recipe:` and a recipe's digest
-- for all versions of it, or none where nothing is stored. Counts are null where the criterion
-- counts no forecasts. parts holds the numbers behind number; versions those that were counted.

create table readiness (
    day date not null,
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    model varchar not null,
    version varchar not null check (version <> ''),
    criterion varchar not null check (
        criterion in ('predictions', 'operation', 'drift', 'stability', 'scored')
    ),
    critical boolean not null,
    number double not null check (number >= 0),
    threshold double not null check (threshold > 0),
    met boolean not null,
    points double not null check (points between 0 and 100),
    expected_day date,
    n_live bigint check (n_live >= 0),
    n_shadow bigint check (n_shadow >= 0),
    n_backfill bigint check (n_backfill >= 0),
    n_walk_forward bigint check (n_walk_forward >= 0),
    parts json not null,
    versions json not null,
    score double not null check (score between 0 and 100),
    level varchar not null check (level in ('NOT_READY', 'CAUTIOUS', 'READY', 'OPTIMAL')),
    ready_day date,
    as_of timestamptz not null,
    saved_at timestamptz not null,
    check (met = (number >= threshold)),
    check (expected_day >= day),
    check (saved_at >= as_of),
    primary key (day, pair, target, horizon_days, model, version, criterion)
);
