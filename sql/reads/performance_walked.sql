-- The scores of the newest walk of model $3 that had begun by $4, of pair $1 and target $2.
--
-- Only what was known at $4, beside the random walk's of the same walk; the walk may be another at
-- each horizon.

with walks as (
    select
        horizon_days,
        run_id
    from performance_walks($4)
    where pair = $1 and target = $2 and model = $3
),

known as (
    select scores.*
    from validation_scores as scores
    inner join walks
        on
            scores.run_id = walks.run_id
            and scores.horizon_days = walks.horizon_days
    where
        scores.actual_available_at <= $4
        and (scores.model = $3 or scores.model = 'random_walk')
)

select
    own.run_id,
    own.horizon_days,
    own.origin_date,
    own.actual_date,
    own.error,
    own.abs_error,
    own.abs_pct_error,
    own.inside_80,
    own.inside_95,
    own.crps,
    own.crps_expected,
    random_walks.error as error_random_walk,
    random_walks.crps as crps_random_walk
from known as own
left join known as random_walks
    on
        own.horizon_days = random_walks.horizon_days
        and own.origin_date = random_walks.origin_date
        and random_walks.model = 'random_walk'
where own.model = $3
order by own.horizon_days, own.origin_date;
