-- Rows that must not exist: two scores of one forecast that both count as the first published.

select
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model
from scores
where is_record
group by
    pair,
    target,
    horizon_days,
    origin_date,
    track,
    model
having count(*) > 1;
