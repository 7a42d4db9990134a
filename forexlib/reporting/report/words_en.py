"""What a report says in English. {names} in braces are filled in; `words_es` has the same ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SAYS: Final[Mapping[str, str]] = {
    "days": "{days} days",
    "track_live": "live",
    "track_backfill": "BACKFILLED",
    "model_ensemble": "ensemble",
    "model_random_walk": "random walk",
    "model_qa4": "QA4",
    "model_qr4": "QR4",
    "model_lead_lag": "lead-lag",
    "model_arima_garch": "ARIMA-GARCH",
    "model_var": "VAR",
    "model_last_traded": "last traded price",
    "model_forward": "implied forward",
    "model_random_forest": "random forest",
    "seal_spot": "RE-ANCHORED at the spot {rate}",
    # Cards
    "card_fixing": "{quantity}, {day}",
    "card_moved": "day {day} · 30 days {month}",
    "card_median": "Median at {days} days",
    "card_interval": "80%: {interval}",
    "card_80": "80% band",
    "card_95": "95%: {interval}",
    "card_higher": "P(higher) at {days} days",
    "card_higher_also": "at {days} days: {share}",
    "card_higher_than": "of exceeding {rate}",
    # Notices
    "notice_backfill": "**BACKFILLED:** it was computed later, from what was known on {day}; it"
    " was not issued at the time.",
    "notice_spot": "The forecast is re-anchored at the spot {rate}; the last fixing is {fixing}.",
    "notice_stale": "**Stale data.** The newest value is of {day}, {age} business days before this"
    " report.",
    "notice_refused": "**No forecast at {days} days:** its target date ({dates}) had been"
    " published when it was made.",
    "notice_passed": "The target date at {days} days ({dates}) has come or passed by the date of"
    " this report.",
    "where": " at {days} days",
    "notice_robust": "**Robust mode{where}.** Not the ensemble is issued, but the random walk with"
    " the width of QR4; Method says why.",
    "notice_naive": "**Naive mode{where}.** Neither the ensemble nor QR4 is issued, but the random"
    " walk; Method says why.",
    "notice_age": "**Regressors.** {label}.",
    "notice_warning": "The run recorded: {text}.",
    # Messages
    "message_alike": "At {days} days the median **cannot be told from the last rate**, {last} (at"
    " most {share} of the band).",
    "message_above": "At {days} days the median, {median}, lies {percent} **above** the last rate"
    " ({share} of the width of the 80% band).",
    "message_below": "At {days} days the median, {median}, lies {percent} **below** the last rate"
    " ({share} of the width of the 80% band).",
    "message_band": "At {days} days ({day}) the dollar would be **between {low_80} and {high_80}"
    " {currency}** with 80% probability, and between {low_95} and {high_95} with 95%"
    " (@fig-abanico).",
    "message_wider": "The 80% band at {days} days measures {now} of the rate: {change} **wider**"
    " than a year ago ({before}; {track}).",
    "message_narrower": "The 80% band at {days} days measures {now} of the rate: {change}"
    " **narrower** than a year ago ({before}; {track}).",
    "message_record": "Against the random walk ({track}, @tbl-historial): {findings}.",
    "finding_better": "at {days} days the CRPS is **lower** ({detail})",
    "finding_worse": "at {days} days the CRPS is **higher** ({detail})",
    "finding_alike": "at {days} days it **cannot be told apart**",
    "finding_too few": "at {days} days there are too few independent outcomes",
    "finding_detail": "{ratio} [{low};~{high}], n~=~{n}",
    "message_no_record": "No forecast has come due yet: nothing can be said of the track record.",
    # Forecast by horizon
    "head_horizon": "Horizon",
    "head_target": "Target date",
    "head_trading": "Fixings",
    "head_median": "Median",
    "head_80": "80% band",
    "head_95": "95% band",
    "head_higher": "P(higher)",
    "head_walk": "Random walk",
    "caption_horizons": "Distribution of the exchange rate by horizon ({unit})",
    "unit": "{currency} per USD",
    "caption_levels": "Probability of an exchange rate above each level; below it, the rest to"
    " 100%",
    "above": "> {level}",
    "caption_quantiles": "Quantiles of the distribution at {days} days ({unit})",
    "head_level": "Quantile",
    "head_quantile": "Rate",
    "head_distance": "Change",
    "caption_probabilities": "Probability of ending above or below round levels, at {days} days",
    "head_round": "Level",
    "head_above": "Above the level",
    "head_below": "Below the level",
    "caption_components": "Forecasts of the components at {days} days ({unit})",
    "head_model": "Model",
    "head_weight": "Weight in the centre",
    "components_note": "The ensemble combines the centres and takes the width of QR4.",
    # Changes
    "changes_intro": "Since the forecast of origin {day} ({track}) the rate went from {before} to"
    " {now} ({percent}).",
    "caption_changes": "Change of the median, shared out between the rate and the models, and"
    " width of the band ({unit})",
    "head_before": "Median before",
    "head_now": "Median now",
    "head_change": "Change",
    "head_rate": "by the rate",
    "by_member": "by {member}",
    "head_rest": "rest",
    "head_width": "80% width",
    "width_change": "{before} → {now}",
    # Drivers
    "drivers_intro": "**Association, not cause.** From {since} to {day} the rate changed by {move}"
    " {currency}. In a regression over {far} fixings {told}. Unexplained are {rest} {currency}.",
    "drivers_significant": "the slope is significant at 5% (HAC) for {listed}",
    "driver_share": "{series} (t~=~{t})",
    "drivers_none": "no slope is significant at 5%",
    "caption_drivers": "Change of other currencies per USD, and correlation of daily returns (n ="
    " {near}; 95% in brackets)",
    "head_series": "Series",
    "head_week": "7 days",
    "head_month": "30 days",
    "head_correlation": "Correlation",
    "figure_drivers": "Contribution associated with the 30-day change ({currency})",
    "alt_drivers": "Bars: contribution of each currency to the change of {move} in 30 days."
    " {each}.",
    "driver_rest": "Unexplained",
    "not_significant": "pale: not significant at 5%",
    "figure_distribution": "Distribution at {days} days ({unit})",
    "alt_distribution": "Histogram of the distribution at {days} days: probability {lower} below"
    " the last rate, {last}, and {higher} above it.",
    "lower": "lower",
    "higher": "higher",
    "rate_now": "Last {rate}",
    # Regime
    "volatility_text": "Volatility (EWMA 0.985, on a year of 252 fixings) is **{now}**, percentile"
    " {percentile} of {n} days since {since}; that of 7 fixings is {ratio} times that of 90"
    " ({short} against {long}).",
    "regime_text": "The regime has been **{state}** since {since}: the first principal component"
    " of the 20-fixing returns of {series} ({share} of the variance) stands at {component}"
    " deviations; positive is risk aversion, and it changes only beyond ±0.25.",
    "regime_missing": "No data on {series}.",
    "figure_volatility": "Annualised volatility; shaded, the days of risk-off",
    "figure_volatility_alone": "Annualised volatility",
    "alt_volatility": "Line of the volatility since {since}: it ends at {now}; the median of its"
    " history is {middle}.",
    "volatility_middle": "Historical median {middle}",
    # Track record
    "caption_record": "Forecasts that came due against the random walk; in parentheses, the"
    " coverage to be expected",
    "head_rows": "Rows",
    "head_n": "n",
    "head_coverage_80": "80% coverage, in %",
    "head_coverage_95": "95% coverage, in %",
    "head_crps": "CRPS ratio",
    "head_rmse": "RMSE ratio",
    "head_finding": "Reading",
    "reading_better": "better",
    "reading_worse": "worse",
    "reading_alike": "tie",
    "reading_too few": "few",
    "band": "{share} ({low}~to~{high})",
    "bracket": "{ratio}~[{low};~{high}]",
    "record_note": "Below 1 is better than the random walk; a tie if the 95% interval contains 1"
    " (Diebold-Mariano with HAC and the correction of Harvey, Leybourne and Newbold). {tracks}",
    "record_backfill": "BACKFILLED: made in hindsight.",
    "record_average": "**The observado averages the business day before.** When it is published it"
    " repeats in part what the market has left behind, and beating the random walk is in that part"
    " an artefact of averaging (Working 1960): what counts is a gain over the last traded price.",
    "rival": "CRPS relative to the **{model}**: {each}.",
    "rival_at": "at {days} days {ratio} ({track}, n~=~{n})",
    "record_none": "No forecast has come due yet.",
    "figure_coverage": "Coverage and expected band, by horizon (days)",
    "alt_coverage": "Observed coverage by horizon. {each}.",
    "coverage_point": "At {days} days, {low} and {high} ({track})",
    "axis_coverage": "Coverage, %",
    "figure_skill": "CRPS relative to the random walk (1), with 95%",
    "alt_skill": "CRPS ratio by horizon. {each}.",
    "skill_point": "At {days} days, {ratio} ({track})",
    "figure_due": "The last forecasts at {days} days that came due, by target date ({tracks})",
    "alt_due": "80% bands of the last {n} forecasts at {days} days and what was observed: {inside}"
    " inside, {outside} outside.",
    "due_band": "80% band and median",
    "due_inside": "Observed, inside",
    "due_outside": "Observed, outside",
    # Method and sources
    "method_ensemble": "**Ensemble mode.** Centre: weighted mean of the models, shrunk to the"
    " random walk by their evidence. Width: QR4, the mean of the quantiles of two EWMA whose"
    " variance reverts and, with half of the weight, of the random walk.",
    "method_stale": "**The centre cannot be traded.** The fixing in Warsaw still carries"
    " yesterday's close in Santiago; {members} foresee first of all its catching up.",
    "method_robust": "**Robust mode{where}.** Centre: the last rate. Width: QR4. Reason recorded:"
    " {reason}.",
    "method_naive": "**Naive mode{where}.** Driftless random walk with expanding variance. Reason"
    " recorded: {reason}.",
    "method_learned": "**Weights** (of what was learned up to {days}): {weights}.",
    "method_weights": "**Weights** (of {day}, the quarter's first fixing): {weights}.",
    "method_at": "{days} days, {members}",
    "method_member": "{member} {share}",
    "method_version": "**Version** {version}; recipe {recipe}, forexlib {release}, seed {seed}.",
    "sources_line": "**{series}**: {source}; to {day}, admitted on {admitted}.",
    "figure_fan": "{pair}: observed and forecast, with 80% and 95% bands ({unit})",
    "alt_fan": "Fan from {last} on {origin}: at {days} days the median is {median}, the 80% band"
    " goes from {low_80} to {high_80} and the 95% one from {low_95} to {high_95}.",
}
