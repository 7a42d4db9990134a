-- Which model of a walk was best at each horizon, judged on the same origins.
--
-- Those are the origins from which every model has a score that has any at that horizon. A model
-- without a score does not take part: it has no rank, and no number but its failures.
--
-- grain:    run_id, horizon_days, model
-- units:    n_common and n_failed count origins; rmse and crps in quote currency per USD; ratios to
--           the random walk, null where it does not take part; coverage_95 in percent; rank is 1
--           for the lowest crps
-- reads:    validation_failures, validation_runs, walk_forward_scored
-- used by:  flows.validate

create or replace view model_leaderboard as
with entrants as (
    select
        run_id,
        pair,
        target,
        models,
        unnest(horizons::smallint[]) as horizon_days
    from validation_runs
),

roster as (
    select
        run_id,
        pair,
        target,
        horizon_days,
        unnest(models::varchar[]) as model  -- noqa: RF04
    from entrants
    union
    select
        run_id,
        pair,
        target,
        horizon_days,
        model
    from walk_forward_scored
),

participants as (
    select
        run_id,
        horizon_days,
        count(distinct model) as n_models
    from walk_forward_scored
    group by run_id, horizon_days
),

common_origins as (
    select
        scored.run_id,
        scored.horizon_days,
        scored.origin_date
    from walk_forward_scored as scored
    inner join participants
        on
            scored.run_id = participants.run_id
            and scored.horizon_days = participants.horizon_days
    group by
        scored.run_id,
        scored.horizon_days,
        scored.origin_date,
        participants.n_models
    having count(*) = participants.n_models
),

judged as (
    select
        scored.run_id,
        scored.horizon_days,
        scored.model,
        count(*) as n_common,
        avg(scored.crps) as crps,
        sqrt(avg(scored.error ** 2)) as rmse,
        avg(scored.crps) / nullif(avg(scored.crps_random_walk), 0) as crps_ratio,
        sqrt(avg(scored.error ** 2) / nullif(avg(scored.error_random_walk ** 2), 0))
            as rmse_ratio,
        avg(scored.interval_score_95) / nullif(avg(scored.interval_score_95_random_walk), 0)
            as interval_score_ratio,
        100 * avg(scored.inside_95::integer) as coverage_95,
        rank() over (
            partition by scored.run_id, scored.horizon_days
            order by avg(scored.crps)
        ) as rank  -- noqa: RF04
    from walk_forward_scored as scored
    semi join common_origins
        on
            scored.run_id = common_origins.run_id
            and scored.horizon_days = common_origins.horizon_days
            and scored.origin_date = common_origins.origin_date
    group by
        scored.run_id,
        scored.horizon_days,
        scored.model
),

failed as (
    select
        run_id,
        model,
        count(*) as n_failed
    from validation_failures
    group by run_id, model
)

select
    roster.run_id,
    roster.pair,
    roster.target,
    roster.horizon_days,
    roster.model,
    judged.rank,
    judged.crps,
    judged.rmse,
    judged.crps_ratio,
    judged.rmse_ratio,
    judged.interval_score_ratio,
    judged.coverage_95,
    coalesce(judged.n_common, 0) as n_common,
    coalesce(failed.n_failed, 0) as n_failed
from roster
left join judged
    on
        roster.run_id = judged.run_id
        and roster.horizon_days = judged.horizon_days
        and roster.model = judged.model
left join failed
    on
        roster.run_id = failed.run_id
        and roster.model = failed.model;
