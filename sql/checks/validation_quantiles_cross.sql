-- Rows that must not exist: a walked forecast with a higher level at a lower rate.

with ladders as (
    select
        run_id,
        horizon_days,
        origin_date,
        model,
        [tails[1], tails[2]] || quantiles::double[] || [tails[3], tails[4]] as rates
    from validation_forecasts
)

select *
from ladders
where rates <> list_sort(rates);
