-- Rows that must not exist: a forecast with a higher level at a lower rate.

with ladders as (
    select
        pair,
        target,
        horizon_days,
        origin_date,
        track,
        model,
        model_version,
        issue,
        [tails[1], tails[2]] || quantiles::double[] || [tails[3], tails[4]] as rates
    from predictions
)

select *
from ladders
where rates <> list_sort(rates);
