-- How good each model was lately beside its own past, as of the end of the day `until`.
--
-- The baseline is the model's newest walk, or, labelled so, the year before the recent window.
-- degradation = 100 ((sum CRPS / sum CRPS of the random walk, recent) / (the same of the baseline)
-- - 1), on common origins. with_the_market: the raw RMSE rose by `tier` percent or more, and
-- neither RMSE nor CRPS did beside the random walk's. No column says what chance can do;
-- `forex performance` does.
--
-- grain:    pair, target, horizon_days, track, model
-- units:    rmse, mae, bias (mean - actual) and crps in quote currency per USD; mape, coverages,
--           degradation and changes in percent; ratios to the random walk below 1 beat it;
--           crps_over_expected is 1 where the distribution is right; *_base is the baseline's
-- reads:    performance_sums
-- used by:  performance_recent, sql/reads/performance_at.sql

create or replace macro performance_at(until, least_days, times, tier) as table (
    with sums as (
        select
            *,
            sqrt(squared_error / n) as rmse,
            abs_error / n as mae,
            abs_pct_error / n as mape,
            error / n as bias,
            100 * inside_80 / n as coverage_80,
            100 * inside_95 / n as coverage_95,
            crps / nullif(crps_expected, 0) as crps_over_expected,
            sqrt(squared_error_common / nullif(squared_error_random_walk, 0)) as rmse_ratio,
            crps_common / nullif(crps_random_walk, 0) as crps_ratio
        from performance_sums(until, least_days, times)
    ),

    paired as (
        select
            recent.*,
            walk.run_id as run_id_base,
            coalesce(walk.part, past.part) as part_base,
            coalesce(walk.n, past.n) as n_base,
            if(walk.n is null, past.rmse, walk.rmse) as rmse_base,
            if(walk.n is null, past.mae, walk.mae) as mae_base,
            if(walk.n is null, past.mape, walk.mape) as mape_base,
            if(walk.n is null, past.rmse_ratio, walk.rmse_ratio) as rmse_ratio_base,
            if(walk.n is null, past.crps_ratio, walk.crps_ratio) as crps_ratio_base,
            if(walk.n is null, past.crps_over_expected, walk.crps_over_expected)
                as crps_over_expected_base
        from sums as recent
        left join sums as walk
            on
                recent.pair = walk.pair
                and recent.target = walk.target
                and recent.horizon_days = walk.horizon_days
                and recent.model = walk.model
                and walk.part = 'walk'
        left join sums as past
            on
                recent.pair = past.pair
                and recent.target = past.target
                and recent.horizon_days = past.horizon_days
                and recent.track = past.track
                and recent.model = past.model
                and past.part = 'year'
        where recent.part = 'recent'
    ),

    changes as (
        select
            *,
            100 * (rmse / nullif(rmse_base, 0) - 1) as rmse_change,
            100 * (mae / nullif(mae_base, 0) - 1) as mae_change,
            100 * (mape / nullif(mape_base, 0) - 1) as mape_change,
            100 * (rmse_ratio / nullif(rmse_ratio_base, 0) - 1) as rmse_ratio_change,
            100 * (crps_ratio / nullif(crps_ratio_base, 0) - 1) as degradation
        from paired
    )

    select
        pair,
        target,
        horizon_days,
        track,
        model,
        first_day,
        last_day,
        n,
        n_common,
        rmse,
        mae,
        mape,
        bias,
        coverage_80,
        coverage_95,
        crps_over_expected,
        rmse_ratio,
        crps_ratio,
        run_id_base,
        n_base,
        rmse_base,
        mae_base,
        mape_base,
        rmse_ratio_base,
        crps_ratio_base,
        crps_over_expected_base,
        rmse_change,
        mae_change,
        mape_change,
        rmse_ratio_change,
        degradation,
        crps / n as crps,
        case part_base when 'walk' then 'walk-forward' when 'year' then 'trailing year' end
            as baseline,
        rmse_change >= tier and rmse_ratio_change < tier and degradation < tier
            as with_the_market
    from changes
);
