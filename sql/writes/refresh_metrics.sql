-- Make the daily sums anew wherever a forecast scored at the instant $1 can have changed them.
--
-- That is the day of each model's forecast from such an origin, since a random walk scored later
-- than the others adds to the common origins of all of them. Actuals of one target date are dated
-- at most 7 days apart, so older scores need not be looked at.

insert or replace into metrics_daily by name
with oldest as (
    select min(actual_date) - 7 as day  -- noqa: RF04
    from scores
    where scored_at = $1
),

records as (
    select *
    from scores
    where is_record and actual_date >= (select oldest.day from oldest)
),

touched_origins as (
    select distinct
        pair,
        target,
        horizon_days,
        origin_date,
        track
    from records
    where scored_at = $1
),

touched_days as (
    select distinct
        records.pair,
        records.target,
        records.horizon_days,
        records.track,
        records.model,
        records.actual_date
    from records
    semi join touched_origins
        on
            records.pair = touched_origins.pair
            and records.target = touched_origins.target
            and records.horizon_days = touched_origins.horizon_days
            and records.origin_date = touched_origins.origin_date
            and records.track = touched_origins.track
),

random_walks as (
    select
        pair,
        target,
        horizon_days,
        origin_date,
        track,
        error,
        crps
    from records
    where model = 'random_walk'
),

paired as (
    select
        records.*,
        random_walks.error as error_random_walk,
        random_walks.crps as crps_random_walk
    from records
    semi join touched_days
        on
            records.pair = touched_days.pair
            and records.target = touched_days.target
            and records.horizon_days = touched_days.horizon_days
            and records.track = touched_days.track
            and records.model = touched_days.model
            and records.actual_date = touched_days.actual_date
    left join random_walks
        on
            records.pair = random_walks.pair
            and records.target = random_walks.target
            and records.horizon_days = random_walks.horizon_days
            and records.origin_date = random_walks.origin_date
            and records.track = random_walks.track
)

select
    pair,
    target,
    horizon_days,
    track,
    model,
    actual_date as day,  -- noqa: RF04
    count(*) as n,
    sum(error) as error,
    sum(error ** 2) as squared_error,
    sum(abs_error) as abs_error,
    sum(abs_pct_error) as abs_pct_error,
    count_if(inside_80)::bigint as inside_80,
    count_if(inside_95)::bigint as inside_95,
    sum(width_80) as width_80,
    sum(width_95) as width_95,
    sum(crps) as crps,
    sum(crps_expected) as crps_expected,
    sum(interval_score_95) as interval_score_95,
    count(direction_hit) as n_direction,
    count(*) filter (where direction_hit) as direction_hits,
    count(crps_random_walk) as n_common,
    coalesce(sum(error ** 2) filter (where crps_random_walk is not null), 0)
        as squared_error_common,
    coalesce(sum(crps) filter (where crps_random_walk is not null), 0) as crps_common,
    coalesce(sum(error_random_walk ** 2), 0) as squared_error_random_walk,
    coalesce(sum(crps_random_walk), 0) as crps_random_walk
from paired
group by
    pair,
    target,
    horizon_days,
    track,
    model,
    actual_date;
