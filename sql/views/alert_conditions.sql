-- The last that was decided of each event: where it stands, since when, and what people were told.
--
-- An episode of a condition lasts from its entry to its exit, of a happening as long as its
-- occasion; told_severity, since and acknowledged_at are of the last one. is_open: the condition
-- had not ended. Last is what was written last, whatever the clock said: one that was set forward
-- by mistake must not have the last word until its time comes.
--
-- grain:    pair, target, key
-- units:    instants in UTC; told_severity is the gravest that was told in the episode, told_last
--           that of told_at, whenever that was; null for nothing
-- reads:    decisions, alert_rulings
-- used by:  forexlib.store.decisions, forex alerts

create or replace view alert_conditions as
with numbered as (
    select
        *,
        rowid as written,
        case
            when occasion <> '' then occasion
            else cast(
                count(*) filter (where phase = 'exit') over (
                    partition by pair, target, key
                    order by rowid
                    rows between unbounded preceding and 1 preceding
                ) as varchar
            )
        end as episode,
        verdict in ('sent', 'with the forecast') as is_told
    from decisions
    where phase <> 'none'
),

last_rows as (
    select *  -- noqa: AM04
    from numbered
    qualify row_number() over (partition by pair, target, key order by written desc) = 1
),

told as (
    select
        pair,
        target,
        key,
        episode,
        min(as_of) as since,
        max(list_position(['INFO', 'WARNING', 'HIGH', 'CRITICAL'], severity))
        filter (where is_told) as told_rank
    from numbered
    group by pair, target, key, episode
),

ever_told as (
    select
        pair,
        target,
        key,
        max_by(as_of, written) as told_at,
        max_by(severity, written) as told_last
    from numbered
    where is_told
    group by pair, target, key
),

acknowledged as (
    select
        pair,
        target,
        key,
        max(ruled_at) as acknowledged_at
    from alert_rulings
    where ruled = 'ack'
    group by pair, target, key
)

select
    last_rows.pair,
    last_rows.target,
    last_rows.key,
    last_rows.kind,
    last_rows.subject,
    last_rows.occasion,
    last_rows.horizon_days,
    last_rows.audience,
    last_rows.severity,
    last_rows.phase,
    last_rows.verdict,
    last_rows.reason,
    last_rows.metrics,
    last_rows.as_of,
    told.since,
    ever_told.told_at,
    ever_told.told_last,
    last_rows.occasion = '' and last_rows.phase <> 'exit' as is_open,
    last_rows.verdict = 'held' as is_held,
    ['INFO', 'WARNING', 'HIGH', 'CRITICAL'][told.told_rank] as told_severity,
    case
        when acknowledged.acknowledged_at >= told.since then acknowledged.acknowledged_at
    end as acknowledged_at
from last_rows
inner join told
    on
        last_rows.pair = told.pair
        and last_rows.target = told.target
        and last_rows.key = told.key
        and last_rows.episode = told.episode
left join ever_told
    on
        last_rows.pair = ever_told.pair
        and last_rows.target = ever_told.target
        and last_rows.key = ever_told.key
left join acknowledged
    on
        last_rows.pair = acknowledged.pair
        and last_rows.target = acknowledged.target
        and last_rows.key = acknowledged.key;
