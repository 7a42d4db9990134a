-- Every decision beside how far its message has come.
--
-- grain:    pair, target, as_of, key
-- units:    instants in UTC; deliveries such as "email delivered, slack waiting"
-- reads:    decisions, outbox_deliveries
-- used by:  forex alerts

create or replace view alert_log as
with delivered as (
    select
        key,
        string_agg(channel || ' ' || state, ', ' order by channel) as deliveries
    from outbox_deliveries
    group by key
)

select
    decisions.pair,
    decisions.target,
    decisions.as_of,
    decisions.key,
    decisions.kind,
    decisions.subject,
    decisions.occasion,
    decisions.horizon_days,
    decisions.audience,
    decisions.severity,
    decisions.phase,
    decisions.verdict,
    decisions.reason,
    decisions.metrics,
    decisions.message_key,
    decisions.decided_at,
    coalesce(delivered.deliveries, '') as deliveries
from decisions
left join delivered on decisions.message_key = delivered.key;
