-- What is not stored yet of the frame `new_predictions`, each row with its issue.
--
-- `position` is the place of a prediction's run among the runs saved together. A prediction whose
-- fingerprint and mode equal the issue before it is skipped, else it is the next issue. So it is,
-- too, if another version was issued since: what was saved last is what people see.

create temp table fresh_predictions as
with last_issues as (
    select
        predictions.pair,
        predictions.target,
        predictions.horizon_days,
        predictions.origin_date,
        predictions.track,
        predictions.model,
        predictions.model_version,
        max(predictions.issue) as issue,
        max_by(predictions.fingerprint, predictions.issue) as fingerprint,
        max_by(predictions.mode, predictions.issue) as run_mode
    from predictions
    semi join new_predictions
        on
            predictions.pair = new_predictions.pair
            and predictions.target = new_predictions.target
            and predictions.horizon_days = new_predictions.horizon_days
            and predictions.origin_date = new_predictions.origin_date
            and predictions.track = new_predictions.track
            and predictions.model = new_predictions.model
            and predictions.model_version = new_predictions.model_version
    group by
        predictions.pair,
        predictions.target,
        predictions.horizon_days,
        predictions.origin_date,
        predictions.track,
        predictions.model,
        predictions.model_version
),

last_versions as (
    select
        predictions.pair,
        predictions.target,
        predictions.horizon_days,
        predictions.origin_date,
        predictions.track,
        predictions.model,
        max_by(
            predictions.model_version, row(predictions.saved_at, predictions.issue)
        ) as model_version
    from predictions
    semi join new_predictions
        on
            predictions.pair = new_predictions.pair
            and predictions.target = new_predictions.target
            and predictions.horizon_days = new_predictions.horizon_days
            and predictions.origin_date = new_predictions.origin_date
            and predictions.track = new_predictions.track
            and predictions.model = new_predictions.model
    group by
        predictions.pair,
        predictions.target,
        predictions.horizon_days,
        predictions.origin_date,
        predictions.track,
        predictions.model
),

compared as (
    select
        new_predictions.*,
        lag(new_predictions.model_version, 1, last_versions.model_version) over (
            partition by
                new_predictions.pair,
                new_predictions.target,
                new_predictions.horizon_days,
                new_predictions.origin_date,
                new_predictions.track,
                new_predictions.model
            order by new_predictions.position
        ) as version_before,
        last_issues.issue as last_issue,
        lag(new_predictions.fingerprint, 1, last_issues.fingerprint) over same_key
            as fingerprint_before,
        lag(new_predictions.mode, 1, last_issues.run_mode) over same_key as mode_before
    from new_predictions
    left join last_issues
        on
            new_predictions.pair = last_issues.pair
            and new_predictions.target = last_issues.target
            and new_predictions.horizon_days = last_issues.horizon_days
            and new_predictions.origin_date = last_issues.origin_date
            and new_predictions.track = last_issues.track
            and new_predictions.model = last_issues.model
            and new_predictions.model_version = last_issues.model_version
    left join last_versions
        on
            new_predictions.pair = last_versions.pair
            and new_predictions.target = last_versions.target
            and new_predictions.horizon_days = last_versions.horizon_days
            and new_predictions.origin_date = last_versions.origin_date
            and new_predictions.track = last_versions.track
            and new_predictions.model = last_versions.model
    window same_key as (
        partition by
            new_predictions.pair,
            new_predictions.target,
            new_predictions.horizon_days,
            new_predictions.origin_date,
            new_predictions.track,
            new_predictions.model,
            new_predictions.model_version
        order by new_predictions.position
    )
)

select
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model,
    model_version,
    run_id,
    mode,
    as_of,
    admitted_by,
    target_date,
    trading_days,
    last_rate,
    mean,
    quantiles,
    tails,
    fingerprint,
    coalesce(last_issue, 0) + row_number() over (
        partition by
            pair,
            target,
            horizon_days,
            origin_date,
            track,
            model,
            model_version
        order by position
    ) as issue
from compared
where
    fingerprint is distinct from fingerprint_before
    or mode is distinct from mode_before
    or model_version is distinct from version_before;
