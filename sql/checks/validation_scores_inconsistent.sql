-- Rows that must not exist: a walk's score at odds with its own forecast and actual.

select
    run_id,
    horizon_days,
    origin_date,
    model
from walk_forward_scored
where
    inside_80 <> (actual between lower_80 and upper_80)
    or inside_95 <> (actual between lower_95 and upper_95)
    or error <> mean - actual
    or crps_expected is null
    or crps_expected < 0
    or abs_error <> abs(median - actual)
    or actual_date not between target_date and target_date + 7
    or scored_at < actual_available_at;
