-- Rows that must not exist: turns that are not 1, 2, 3 …, or that go back in time.

with turns as (
    select
        pair,
        target,
        horizon_days,
        turn,
        since,
        row_number() over before as expected,
        lag(since) over before as earlier
    from champions
    window before as (partition by pair, target, horizon_days order by turn)
)

select
    pair,
    target,
    horizon_days,
    turn
from turns
where turn <> expected or since < earlier;
