-- Walk-forward validation: what was walked, what was forecast on the way, and how good it was.
--
-- A walk is saved origin by origin, each with its forecasts or not at all, so that one that was
-- broken off goes on where it stopped. Units as in 0001. Rows are only ever added; the tests of a
-- run alone are made anew, from scores.

create table validation_runs (
    run_id varchar primary key,
    pair varchar not null,
    target varchar not null,
    horizons json not null,
    models json not null,
    "window" varchar not null check ("window" in ('expanding', 'rolling')),
    window_days integer check (window_days >= 1),
    initial_days integer not null check (initial_days >= 1),
    step_days integer not null check (step_days >= 1),
    first_day date not null,
    last_day date not null,
    fingerprint varchar not null,
    seed bigint not null,
    recipe varchar not null,
    versions json not null,
    started_at timestamptz not null,
    check (("window" = 'rolling') = (window_days is not null)),
    check (first_day <= last_day)
);

create table validation_origins (
    run_id varchar not null,
    as_of timestamptz not null,
    state varchar not null check (state in ('done', 'repeated', 'refused')),
    origin_date date,
    reason varchar not null,
    weights json not null,
    saved_at timestamptz not null,
    check (state <> 'done' or origin_date is not null),
    primary key (run_id, as_of)
);

create table validation_failures (
    run_id varchar not null,
    as_of timestamptz not null,
    model varchar not null,
    reason varchar not null,
    primary key (run_id, as_of, model)
);

create table validation_forecasts (
    run_id varchar not null,
    pair varchar not null,
    target varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    origin_date date not null,
    model varchar not null,
    model_version varchar not null,
    mode varchar not null,
    as_of timestamptz not null,
    target_date date not null,
    trading_days smallint not null check (trading_days >= 1),
    last_rate double not null check (last_rate > 0),
    mean double not null check (mean > 0),
    quantiles double[39] not null,
    tails double[4] not null,
    fingerprint varchar not null,
    primary key (run_id, horizon_days, origin_date, model)
);

create table validation_scores (
    run_id varchar not null,
    horizon_days smallint not null,
    origin_date date not null,
    model varchar not null,
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
    primary key (run_id, horizon_days, origin_date, model)
);

create table validation_tests (
    run_id varchar not null,
    horizon_days smallint not null check (horizon_days >= 1),
    model varchar not null,
    test varchar not null,
    n bigint not null check (n >= 0),
    outcomes double check (outcomes >= 0),
    statistic double,
    p_value double check (p_value between 0 and 1),
    estimate double,
    low double,
    high double,
    tested_at timestamptz not null,
    check (low <= high),
    primary key (run_id, horizon_days, model, test)
);
