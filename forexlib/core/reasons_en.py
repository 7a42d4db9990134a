"""The phrases of `forexlib.core.reason` in English; `forexlib.reporting.reasons_es` has the same.

{names} are filled in with facts; `:bare` takes the full stop from what stands within a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, str]] = {
    # The output check (engine/check.py)
    "output_check": "The output check failed: {why}.",
    "shape": "it has the shape {shape}",
    "not_positive": "a quantile is not a positive number",
    "crossing": "quantiles cross",
    "no_width": "the 95 % interval has no width",
    "not_widening": "the 95 % interval does not widen with the horizon",
    "centre_no_number": "its centre is not a number",
    "walk_no_width": "the random walk beside it has no width",
    "centre_far": "its centre stands {distance:.2f} standard deviations from the random walk"
    " ({limit} at most)",
    "errors_shape": "its errors have the shape {shape}, not {wanted}",
    "width_out": "its {level} % interval is {low:.2f} to {high:.2f} times the reference's"
    " ({least} to {most} allowed)",
    "width_out_half_way": "its {level} % interval is {low:.2f} to {high:.2f} times the mean of the"
    " reference's and the random walk's ({least} to {most} allowed)",
    "width_unlike": "its {level} % interval is {low:.2f} to {high:.2f} times that of its own recipe"
    " learned by the calendar ({least} to {most} allowed)",
    # A run (engine/ladder.py, seats.py, workbench.py, guard.py)
    "broke": "{kind}: {message}",
    "fell": "{model} failed: {why}",
    "left_out": "{model} was left out: {why}",
    "importances_left_out": "The importances of {model} were left out: {why}",
    "believed_failed": "{model}, which the ensemble believes, failed: {why}",
    "unlike": "Version {version} is unlike its own recipe: {why}.",
    "contradicts": "{other} contradicts {model}: {why}.",
    "no_witness": "{model} is no witness of the width: {why}.",
    "versions_contradict": "Versions {versions} contradict each other. {why}",
    "both": "{first} {second}",
    "each": "{parts}",
    "at_horizons": "{horizons}: {why}",
    "no_forecast": "No forecast can be made from {n} fixings up to {day}: {why}",
    "no_forecast_remedy": "Ingest older rates (`forex ingest --full`), or forecast from a later"
    " day.",
    "all_past": "The newest {series} is of {day}; every horizon from there ({horizons} days) is"
    " already past.",
    "all_past_remedy": "Ingest newer rates (`make run` takes the newest archive;"
    " `forex ingest --csv` takes your own).",
    # Models
    "too_few_fixings": "{who} needs {least} fixings and got {n}.",
    "too_few_fixings_of_several": "{who} need {least} fixings and got {n}.",
    "too_few_joint_days": "{who} needs {least} days on which all of {names} are known and got {n}.",
    "too_few_errors": "{n} errors are realised at {days} days and {least} are needed.",
    "too_few_origins": "Weights need {least} realised origins and got {n} at {days} days.",
    "no_value": "No value of {series} is known at {at:%Y-%m-%d %H:%M} UTC.",
    "no_regressor": "{who} finds none of its regressors ({names}).",
    "no_features": "{who} finds no features.",
    "other_features": "The history carries other features than the model learned from.",
    "no_quote_now": "No quote {series} is known as of {day}.",
    "no_quote": "There is no quote {series}.",
    "forward_needs": "The forward needs {home} and {dollar} as of {day}.",
    "forward_finds_none": "The forward finds no interest rate {series}.",
    "garch_diverged": "GARCH did not converge to a stationary process (alpha {alpha:.3f}, gamma"
    " {gamma:.3f}, beta {beta:.3f}, flag {flag}).",
    "var_explodes": "The vector autoregression found an explosive process.",
    "smoothing_start": "Exponential smoothing starts on {day}, which is not in the history before"
    " the origin.",
    # Versions that cannot serve (engine/bundle.py, recipe_text.py, jobs/serving.py, probe.py)
    "unusable": "Version {version} cannot be used: {why}.",
    "unusable_as": "Version {version} cannot be used. {why}",
    "artefact_hidden": "its artefact is there but may not be read",
    "artefact_gone": "its artefact is gone or was damaged",
    "artefact_changed": "its artefact was changed since",
    "artefact_garbled": "its artefact cannot be read ({error})",
    "other_target": "it forecasts {found}, not {wanted}",
    "other_form": "It is of the form {form}, and this release reads form {ours}.",
    "recipe_unreadable": "The recipe cannot be read: {error}.",
    "foreign_weights": "Version {version} has weights of its own ensemble only.",
    "no_part": "Version {version} has no {part}.",
    "part_unreadable": "What version {version} learned as {part} cannot be read: {error}.",
    "no_horizon": "Version {version} knows no horizon of {days} days.",
    # What is learned anew, and held against the champion (jobs/trial.py, decisions/promotion.py)
    "known_already": "It is known already.",
    "nothing_forecast": "Nothing can be forecast with it now: {why}",
    "fails_check": "It fails its output check: {why:bare}.",
    "not_learned": "It could not learn everything: {parts}",
    "trial_broke": "{why} {remedy}",
    "walk_worse": "Walked forward its recipe is worse than the random walk: CRPS ratio {ratio:.3f}"
    " ({low:.3f} to {high:.3f}).",
    "no_worse": "No worse: the 95 % interval of its CRPS ratio {ratio:.4f} ends at {high:.4f}, at"
    " most {limit:g}.",
    "maybe_worse": "It cannot be shown to be no worse: the 95 % interval of its CRPS ratio"
    " {ratio:.4f} ends at {high:.4f}, above {limit:g}.",
    "better": "Better: CRPS ratio {ratio:.4f}, p = {p:.2g} over all horizons, below {level:.2g}"
    " (attempt {attempt} of the year).",
    "not_better": "Not shown to be better: CRPS ratio {ratio:.4f}, p = {p:.2g} over all horizons,"
    " not below {level:.2g} (attempt {attempt} of the year).",
    "too_few": "Too few outcomes to tell: {n} common origins.",
    "learned_again": "Exactly version {number} was learned again.",
    "learned_again_is": "Exactly version {number} was learned again; it is {state}.",
    # A champion's health (decisions/rollback.py)
    "defective": "Its own forecast is defective: {defects:bare}.",
    "degraded": "Degradation of {percent:.1f} % (95 % interval from {low:.1f} % on) is above"
    " {limit:g} %.",
    "back": "{against} Back to {version}.",
    "back_over": "{against} Back to {version}. Passed over: {skipped}.",
    "stays_alone": "{against} There is no earlier version to go back to; it stays.",
    "stays": "{against} No earlier version can serve: {skipped}; it stays.",
    "is_champion": "{version} is the champion itself",
    "was_rolled_back": "{version} was itself rolled back from on {day}",
    "not_asked": "{version} could not be asked",
    "not_asked_why": "{version} could not be asked ({why:bare})",
    "fails_too": "{version} does not pass either",
    "fails_too_why": "{version} does not pass either ({why:bare})",
    # A shadow's fate (decisions/shadow.py)
    "shadow_failed": "Its own forecasts failed: {failed}.",
    "mode_from": "mode {mode} from {day}",
    "shadow_worse": "Live its CRPS is {ratio:.3f} of the champion's (95 % interval {low:.3f} to"
    " {high:.3f}).",
    "shadow_serves": "{days} days beside the champion, {readiness}; live CRPS ratio {ratio:.3f}.",
    "shadow_serves_unseen": "{days} days beside the champion, {readiness}; too few live outcomes to"
    " speak against it.",
    "shadow_overdue": "After {days} days its readiness still is {readiness}.",
    "shadow_overdue_unjudged": "After {days} days its readiness still is not judged yet.",
}
