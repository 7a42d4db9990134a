-- Rows that must not exist: a walked forecast of what was public at its own instant already.

select
    run_id,
    horizon_days,
    origin_date,
    model
from walk_forward_scored
where actual_available_at <= as_of;
