-- The forecast people saw at an instant: the last issue by then of each, with median and intervals.
--
-- grain:    pair, target, horizon_days, origin_date, track, model
-- units:    rates in the quote currency per USD; horizon_days in calendar days; instants in UTC
-- reads:    predictions
-- used by:  forecasts, sql/reads/forecasts_at.sql

create or replace macro forecasts_at(until) as table (
    with last_issues as (
        select
            pair,
            target,
            horizon_days,
            origin_date,
            track,
            model,
            max_by(
                struct_pack(model_version := model_version, issue := issue),
                row(saved_at, issue, model_version)
            ) as last_issue
        from predictions
        where as_of <= until
        group by
            pair,
            target,
            horizon_days,
            origin_date,
            track,
            model
    )

    select
        predictions.pair,
        predictions.target,
        predictions.horizon_days,
        predictions.origin_date,
        predictions.track,
        predictions.model,
        predictions.model_version,
        predictions.issue,
        predictions.run_id,
        predictions.mode,
        predictions.as_of,
        predictions.admitted_by,
        predictions.target_date,
        predictions.trading_days,
        predictions.last_rate,
        predictions.mean,
        predictions.quantiles,
        predictions.tails,
        predictions.fingerprint,
        predictions.saved_at,
        predictions.quantiles[20] as median,
        predictions.quantiles[4] as lower_80,
        predictions.quantiles[36] as upper_80,
        predictions.quantiles[1] as lower_95,
        predictions.quantiles[39] as upper_95
    from predictions
    inner join last_issues
        on
            predictions.pair = last_issues.pair
            and predictions.target = last_issues.target
            and predictions.horizon_days = last_issues.horizon_days
            and predictions.origin_date = last_issues.origin_date
            and predictions.track = last_issues.track
            and predictions.model = last_issues.model
            and predictions.model_version = last_issues.last_issue.model_version
            and predictions.issue = last_issues.last_issue.issue
);
