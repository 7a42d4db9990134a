-- Keep what is new in the frame `published`: days, vintages, revisions; $1 is the caller's time.
--
-- What is admitted later is stamped later, whatever the callers' clocks say: what was admitted by
-- a stamp that was once read never changes, so a live forecast can be rebuilt for ever.
--
-- A day's values are taken in the order they became public, each compared with the one before it;
-- equal ones are skipped. A value that became public after all that is stored of its day is a
-- stated vintage and keeps its instant. Else the last one, if it differs, is a silent revision:
-- nobody could know it before we saw it, so it counts from `admitted_at` on (and always after what
-- it revises).

insert into observations by name
with stamps as (
    select greatest($1, coalesce(max(admitted_at) + interval 1 microsecond, $1)) as stamp
    from observations
),

stored as (
    select
        observations.series,
        observations.event_date,
        max(observations.available_at) as last_available_at,
        max_by(
            observations.value, row(observations.available_at, observations.admitted_at)
        ) as last_value
    from observations
    semi join published on observations.series = published.series
    group by observations.series, observations.event_date
),

matched as (
    select
        published.series,
        published.event_date,
        published.value,
        published.source,
        published.available_at,
        stored.last_available_at,
        stored.last_value,
        coalesce(published.available_at > stored.last_available_at, true) as is_stated
    from published
    left join stored
        on
            published.series = stored.series
            and published.event_date = stored.event_date
),

compared as (
    select
        *,
        lag(value, 1, last_value) over (
            partition by series, event_date, is_stated
            order by available_at
        ) as value_before,
        row_number() over (
            partition by series, event_date
            order by available_at desc
        ) = 1 as is_last
    from matched
)

select
    compared.series,
    compared.event_date,
    compared.value,
    compared.source,
    stamps.stamp as admitted_at,
    case
        when compared.is_stated then compared.available_at
        else greatest(
            compared.available_at,
            stamps.stamp,
            compared.last_available_at + interval 1 microsecond
        )
    end as available_at
from compared
cross join stamps
where
    (compared.is_stated and compared.value is distinct from compared.value_before)
    or (
        not compared.is_stated
        and compared.is_last
        and compared.value is distinct from compared.last_value
    );
