-- Rows that must not exist: a walked forecast from a day that had not begun in Warsaw, the first of
-- our markets to begin its day, at the instant of which it claims to know; or one of its own past.

select
    run_id,
    horizon_days,
    origin_date,
    model
from validation_forecasts
where
    origin_date > timezone('Europe/Warsaw', as_of)::date
    or target_date < origin_date + horizon_days;
