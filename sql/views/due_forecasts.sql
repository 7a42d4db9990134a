-- The forecasts without a score whose actual was public at the instant `due_by`, scored.
--
-- Each model version's first issue is scored once; not one re-anchored in hindsight, at a spot that
-- could be the very outcome. `is_record` marks the first forecast published of all versions: it
-- alone counts in the metrics, and keeps that place.
--
-- grain:    pair, target, horizon_days, origin_date, track, model, model_version, issue
-- units:    actual, error (mean - actual), abs_error (of the median), widths, crps and interval
--           score in quote currency per USD; abs_pct_error in percent of the actual
-- reads:    actuals_known_at, predictions, score_of, scores
-- used by:  sql/writes/score.sql

create or replace macro due_forecasts(due_by) as table (
    with pending as (
        select
            predictions.pair,
            predictions.target,
            predictions.horizon_days,
            predictions.origin_date,
            predictions.track,
            predictions.model,
            predictions.model_version,
            predictions.issue,
            predictions.target_date,
            predictions.last_rate,
            predictions.mean,
            predictions.quantiles,
            predictions.target || '/' || predictions.pair as series
        from predictions
        anti join scores
            on
                predictions.pair = scores.pair
                and predictions.target = scores.target
                and predictions.horizon_days = scores.horizon_days
                and predictions.origin_date = scores.origin_date
                and predictions.track = scores.track
                and predictions.model = scores.model
                and predictions.model_version = scores.model_version
                and predictions.issue = scores.issue
        where
            predictions.issue = 1
            and (predictions.track <> 'spot' or predictions.admitted_by is not null)
    ),

    actuals as (
        select *
        from actuals_known_at(due_by)
    ),

    due as (
        select
            pending.*,
            actuals.actual,
            actuals.actual_date,
            actuals.actual_available_at
        from pending
        inner join actuals
            on
                pending.series = actuals.series
                and pending.target_date = actuals.target_date
    ),

    firsts as (
        select
            predictions.pair,
            predictions.target,
            predictions.horizon_days,
            predictions.origin_date,
            predictions.track,
            predictions.model,
            min_by(
                predictions.model_version, row(predictions.saved_at, predictions.model_version)
            ) as record_version
        from predictions
        semi join due
            on
                predictions.pair = due.pair
                and predictions.target = due.target
                and predictions.horizon_days = due.horizon_days
                and predictions.origin_date = due.origin_date
                and predictions.track = due.track
                and predictions.model = due.model
        where predictions.issue = 1
        group by
            predictions.pair,
            predictions.target,
            predictions.horizon_days,
            predictions.origin_date,
            predictions.track,
            predictions.model
    ),

    ranked as (
        select
            due.*,
            due.model_version = firsts.record_version and records.model is null as is_record
        from due
        inner join firsts
            on
                due.pair = firsts.pair
                and due.target = firsts.target
                and due.horizon_days = firsts.horizon_days
                and due.origin_date = firsts.origin_date
                and due.track = firsts.track
                and due.model = firsts.model
        left join scores as records
            on
                due.pair = records.pair
                and due.target = records.target
                and due.horizon_days = records.horizon_days
                and due.origin_date = records.origin_date
                and due.track = records.track
                and due.model = records.model
                and records.is_record
    )

    select
        pair,
        target,
        horizon_days,
        origin_date,
        track,
        model,
        model_version,
        issue,
        is_record,
        actual,
        actual_date,
        actual_available_at,
        unnest(score_of(mean, quantiles, last_rate, actual))  -- noqa: AL03
    from ranked
);
