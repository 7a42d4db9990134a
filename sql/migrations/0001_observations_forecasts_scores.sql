-- What was observed, what was forecast, and how good it was.
--
-- Rates are in the quote currency per USD, instants in UTC, horizons in calendar days, percentages
-- in percent. Rows are only ever added; metrics_daily alone is made anew, from scores.

create table schema_migrations (
    version integer primary key,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamptz not null
);

create table observations (
    series varchar not null,
    event_date date not null,
    value double not null check (value > 0),
    available_at timestamptz not null,
    admitted_at timestamptz not null,
    source varchar not null,
    primary key (series, event_date, available_at, admitted_at)
);

create table runs (
    run_id varchar primary key,
    pair varchar not null,
    target varchar not null,
    track varchar not null check (track in ('live', 'backfill', 'shadow', 'spot')),
    as_of timestamptz not null,
    admitted_by timestamptz,
    origin_date date not null,
    mode varchar not null,
    reason varchar not null,
    fingerprint varchar not null,
    seed bigint not null,
    spot double check (spot > 0),
    weights json not null,
    importances json not null,
    versions json not null,
    warnings json not null,
    refused json not null,
    saved_at timestamptz not null
);

create table predictions (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    origin_date date not null,
    track varchar not null check (track in ('live', 'backfill', 'shadow', 'spot')),
    model varchar not null,
    model_version varchar not null,
    issue integer not null check (issue >= 1),
    run_id varchar not null,
    mode varchar not null,
    as_of timestamptz not null,
    admitted_by timestamptz,
    target_date date not null,
    trading_days smallint not null check (trading_days >= 1),
    last_rate double not null check (last_rate > 0),
    mean double not null check (mean > 0),
    quantiles double[39] not null,
    tails double[4] not null,
    fingerprint varchar not null,
    saved_at timestamptz not null,
    primary key (
        pair, target, horizon_days, origin_date, track, model, model_version, issue
    )
);

create table scores (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null,
    origin_date date not null,
    track varchar not null,
    model varchar not null,
    model_version varchar not null,
    issue integer not null,
    is_record boolean not null,
    actual double not null check (actual > 0),
    actual_date date not null,
    actual_available_at timestamptz not null,
    error double not null,
    abs_error double not null check (abs_error >= 0),
    abs_pct_error double not null check (abs_pct_error >= 0),
    inside_80 boolean not null,
    inside_95 boolean not null,
    width_80 double not null,
    width_95 double not null,
    crps double not null check (crps >= 0),
    interval_score_95 double not null,
    direction_hit boolean,
    scored_at timestamptz not null,
    primary key (
        pair, target, horizon_days, origin_date, track, model, model_version, issue
    )
);

create table metrics_daily (
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null,
    track varchar not null,
    model varchar not null,
    day date not null,
    n bigint not null check (n >= 1),
    error double not null,
    squared_error double not null,
    abs_error double not null,
    abs_pct_error double not null,
    inside_80 bigint not null,
    inside_95 bigint not null,
    width_80 double not null,
    width_95 double not null,
    crps double not null,
    interval_score_95 double not null,
    n_direction bigint not null,
    direction_hits bigint not null,
    n_common bigint not null,
    squared_error_common double not null,
    crps_common double not null,
    squared_error_random_walk double not null,
    crps_random_walk double not null,
    primary key (pair, target, horizon_days, track, model, day)
);
