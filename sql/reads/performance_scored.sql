-- The scores of model $3 of pair $1 and target $2 that were known at $4, beside the random walk's.
--
-- newest is the day of the newest actual that any forecast of them was held against by then.

with known as (
    select
        horizon_days,
        origin_date,
        track,
        model,
        model_version,
        actual_date,
        error,
        abs_error,
        abs_pct_error,
        inside_80,
        inside_95,
        crps,
        crps_expected
    from scores
    where
        is_record
        and pair = $1
        and target = $2
        and actual_available_at <= $4
        and (model = $3 or model = 'random_walk')
),

ends as (
    select max(actual_date) as newest
    from scores
    where pair = $1 and target = $2 and actual_available_at <= $4
)

select
    own.horizon_days,
    own.origin_date,
    own.track,
    own.model_version,
    own.actual_date,
    own.error,
    own.abs_error,
    own.abs_pct_error,
    own.inside_80,
    own.inside_95,
    own.crps,
    own.crps_expected,
    random_walks.error as error_random_walk,
    random_walks.crps as crps_random_walk,
    ends.newest
from known as own
cross join ends
left join known as random_walks
    on
        own.horizon_days = random_walks.horizon_days
        and own.origin_date = random_walks.origin_date
        and own.track = random_walks.track
        and random_walks.model = 'random_walk'
where own.model = $3
order by own.horizon_days, own.track, own.origin_date;
