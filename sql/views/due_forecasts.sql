-- The forecasts without a score whose actual was public at the instant `due_by`, scored.
--
-- Each model version's first issue is scored once; not one re-anchored in hindsight, at a spot that
-- could be the very outcome. The actual is the first vintage of the first
-- value on or after the target date, at most 7 calendar days late. `is_record` marks the first
-- forecast published of all versions: it alone counts in the metrics, and keeps that place.
--
-- crps = 2 / 39 * sum over levels i / 40 of the pinball loss; Gneiting & Ranjan (2011), eq. 17.
-- interval_score_95 = width + 2 / 0.05 * (how far the actual lies outside); Gneiting & Raftery
-- (2007), eq. 43.
--
-- grain:    pair, target, horizon_days, origin_date, track, model, model_version, issue
-- units:    actual, error (mean - actual), abs_error (of the median), widths, crps and interval
--           score in quote currency per USD; abs_pct_error in percent of the actual
-- reads:    observations, predictions, scores
-- used by:  sql/writes/score.sql

create or replace macro due_forecasts(due_by) as table (
    with first_vintages as (
        select
            series,
            event_date,
            min_by(value, row(available_at, admitted_at)) as actual,
            min(available_at) as available_at
        from observations
        where available_at <= due_by
        group by series, event_date
    ),

    firsts as (
        select
            pair,
            target,
            horizon_days,
            origin_date,
            track,
            model,
            min_by(model_version, row(saved_at, model_version)) as record_version
        from predictions
        where issue = 1
        group by
            pair,
            target,
            horizon_days,
            origin_date,
            track,
            model
    ),

    pending as (
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

    due as (
        select
            pending.*,
            first_vintages.actual,
            first_vintages.event_date as actual_date,
            first_vintages.available_at as actual_available_at
        from pending
        asof inner join first_vintages
            on
                pending.series = first_vintages.series
                and pending.target_date <= first_vintages.event_date
        where first_vintages.event_date <= pending.target_date + 7
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
        mean - actual as error,
        abs(quantiles[20] - actual) as abs_error,
        100 * abs(quantiles[20] - actual) / actual as abs_pct_error,
        actual between quantiles[4] and quantiles[36] as inside_80,
        actual between quantiles[1] and quantiles[39] as inside_95,
        quantiles[36] - quantiles[4] as width_80,
        quantiles[39] - quantiles[1] as width_95,
        2 / 39 * list_sum(
            [
                greatest(i / 40 * (actual - rate), (i / 40 - 1) * (actual - rate))
                for rate, i in quantiles
            ]
        ) as crps,
        quantiles[39] - quantiles[1]
        + 40 * greatest(quantiles[1] - actual, actual - quantiles[39], 0) as interval_score_95,
        case
            when abs(quantiles[20] - last_rate) < 0.0005 * last_rate then null
            when actual = last_rate then null
            else sign(quantiles[20] - last_rate) = sign(actual - last_rate)
        end as direction_hit
    from ranked
);
