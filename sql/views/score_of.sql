-- How good one forecast was: the formulas of every score, live and walk-forward, are here, once.
--
-- A struct with one field per score; `quantiles` has 39 rates at the levels i / 40.
--
-- crps = 2 / 39 * sum over levels i / 40 of the pinball loss; Gneiting & Ranjan (2011), eq. 17.
-- crps_expected is the mean of that score under the forecast's own distribution: the quantiles
-- joined by straight lines, and beyond the outermost an exponential tail through the last two. It
-- is linear in the quantiles; of a normal distribution it is .9 % too high, of Student's t with 4
-- degrees of freedom 1.5 % too low.
-- interval_score_95 = width + 2 / 0.05 * (how far the actual lies outside); Gneiting & Raftery
-- (2007), eq. 43.
-- direction_hit is null where the median moved less than 0.05 % from `last_rate`, or the actual not
-- at all.
--
-- grain:    one forecast
-- units:    arguments, error (mean - actual), abs_error (of the median), widths, crps and interval
--           score in quote currency per USD; abs_pct_error in percent of the actual
-- reads:    nothing
-- used by:  due_forecasts, sql/writes/score_validation.sql

create or replace macro score_of(mean, quantiles, last_rate, actual) as struct_pack(
    error := mean - actual,
    abs_error := abs(quantiles[20] - actual),
    abs_pct_error := 100 * abs(quantiles[20] - actual) / actual,
    inside_80 := actual between quantiles[4] and quantiles[36],
    inside_95 := actual between quantiles[1] and quantiles[39],
    width_80 := quantiles[36] - quantiles[4],
    width_95 := quantiles[39] - quantiles[1],
    crps := 2 / 39 * list_sum(
        [
            greatest(i / 40 * (actual - rate), (i / 40 - 1) * (actual - rate))
            for rate, i in quantiles
        ]
    ),
    crps_expected := (
        list_sum([(i - 20) * rate for rate, i in quantiles])
        + 9.75 * (quantiles[39] - quantiles[1])
        + 19.5 / ln(2) * (quantiles[39] - quantiles[38] + quantiles[2] - quantiles[1])
    ) / 780,
    interval_score_95 := quantiles[39] - quantiles[1]
    + 40 * greatest(quantiles[1] - actual, actual - quantiles[39], 0),
    direction_hit := case
        when abs(quantiles[20] - last_rate) < 0.0005 * last_rate then null
        when actual = last_rate then null
        else sign(quantiles[20] - last_rate) = sign(actual - last_rate)
    end
);
