-- What each day did for the system's stability, as stored by the instant `known_by`.
--
-- kind is issued (a live forecast of the ensemble, in its best mode), lower mode (one in a lower),
-- refused (a horizon of a live run), outbox (messages of the day given up since: the outbox keeps
-- no hour of that) or source (the last of the day's calls of a source that ended had failed). Of
-- outbox and source, which serve all alike, pair and target are empty and the horizon is 0.
--
-- grain:    day, kind, pair, target, horizon_days
-- units:    day is the civil day in the zone `at_zone`; n counts runs, messages or sources
-- reads:    outbox, outbox_deliveries, predictions, runs, source_calls
-- used by:  sql/reads/readiness_days.sql

create or replace macro readiness_days(known_by, at_zone) as table (
    with calls as (
        select
            *,
            cast(timezone(at_zone, ended_at) as date) as day  -- noqa: RF04
        from source_calls
        where ended_at <= known_by
    ),

    last_calls as (
        select
            source,
            day,
            max_by(outcome, call_number) as outcome
        from calls
        group by source, day
    ),

    forecast as (
        select
            *,
            cast(timezone(at_zone, as_of) as date) as day,  -- noqa: RF04
            if(mode = 'ensemble', 'issued', 'lower mode') as kind
        from predictions
        where
            track = 'live'
            and model = 'ensemble'
            and as_of <= known_by
            and saved_at <= known_by
    ),

    refusals as (
        select
            pair,
            target,
            run_id,
            cast(timezone(at_zone, as_of) as date) as day,  -- noqa: RF04
            cast(unnest(json_keys(refused)) as smallint) as horizon_days
        from runs
        where
            track = 'live'
            and as_of <= known_by
            and saved_at <= known_by
    ),

    messages as (
        select
            key as message,
            cast(timezone(at_zone, created_at) as date) as day  -- noqa: RF04
        from outbox
        where created_at <= known_by
    )

    select
        day,
        kind,
        pair,
        target,
        horizon_days,
        count(distinct run_id) as n
    from forecast
    group by day, kind, pair, target, horizon_days

    union all

    select
        day,
        'refused' as kind,
        pair,
        target,
        horizon_days,
        count(distinct run_id) as n
    from refusals
    group by day, pair, target, horizon_days

    union all

    select
        messages.day,
        'outbox' as kind,
        '' as pair,
        '' as target,  -- noqa: RF04
        0 as horizon_days,
        count(distinct messages.message) as n
    from messages
    inner join outbox_deliveries on messages.message = outbox_deliveries.key
    where outbox_deliveries.state = 'failed'
    group by messages.day

    union all

    select
        day,
        'source' as kind,
        '' as pair,
        '' as target,  -- noqa: RF04
        0 as horizon_days,
        count(*) as n
    from last_calls
    where outcome = 'failed'
    group by day
);
