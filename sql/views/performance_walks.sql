-- The newest walk of each model that had begun by the instant `begun_by`.
--
-- grain:    pair, target, horizon_days, model
-- units:    run_id as in validation_runs
-- reads:    validation_runs, validation_scores
-- used by:  performance_sums, sql/reads/performance_walked.sql

create or replace macro performance_walks(begun_by) as table (
    with walked as (
        select distinct
            run_id,
            horizon_days,
            model
        from validation_scores
    ),

    begun as (
        select *
        from validation_runs
        where started_at <= begun_by
    )

    select
        begun.pair,
        begun.target,
        walked.horizon_days,
        walked.model,
        max_by(walked.run_id, row(begun.started_at, begun.run_id)) as run_id
    from walked
    inner join begun on walked.run_id = begun.run_id
    group by
        begun.pair,
        begun.target,
        walked.horizon_days,
        walked.model
);
