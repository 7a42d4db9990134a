-- How good each version was live and in shadow, beside the random walk of the same origins.
--
-- grain:    pair, target, horizon_days, track, version
-- units:    RMSE, MAE and CRPS in quote currency per USD; coverage in percent; ratios to the random
--           walk on common origins; a forecast that was issued again counts once, as first issued
-- reads:    scored_forecasts
-- used by:  forexlib.cli

create or replace view version_scores as
select
    pair,
    target,
    horizon_days,
    track,
    model_version as version,  -- noqa: RF04
    count(*) as n,
    min(origin_date) as first_origin,
    max(origin_date) as last_origin,
    sqrt(avg(error ** 2)) as rmse,
    avg(abs_error) as mae,
    avg(crps) as crps,
    100.0 * avg(inside_80::integer) as coverage_80,
    100.0 * avg(inside_95::integer) as coverage_95,
    sum(crps) filter (where crps_random_walk is not null) / sum(crps_random_walk) as crps_ratio,
    sqrt(
        sum(error ** 2) filter (where error_random_walk is not null) / sum(error_random_walk ** 2)
    ) as rmse_ratio
from scored_forecasts
where model = 'ensemble' and issue = 1 and (track = 'live' or track = 'shadow')
group by pair, target, horizon_days, track, model_version;
