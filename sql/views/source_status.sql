-- How each source that was ever asked has answered.
--
-- state is ok, failing, open or begun (asked, and never heard of since: nothing is known yet). What
-- depends on the hour, the quota that is left say, is told by `forex sources check`; sources that
-- were never asked have no row.
--
-- grain:    source
-- units:    instants in UTC; n_calls and failures_in_a_row count calls
-- reads:    source_calls
-- used by:  forex sources check, forex doctor

create or replace view source_status as
with summed as (
    select
        source,
        count(*) as n_calls,
        max(began_at) as last_asked_at,
        max(ended_at) filter (where outcome = 'ok') as last_success_at,
        max(ended_at) filter (where outcome = 'failed') as last_failure_at,
        coalesce(max(call_number) filter (where outcome = 'ok'), 0) as last_success,
        max(call_number) filter (where outcome = 'failed') as last_failure,
        max(call_number) filter (where outcome <> 'begun') as last_ended
    from source_calls
    group by source
),

failed_since as (
    select
        summed.source,
        count(source_calls.call_number) as failures_in_a_row
    from summed
    left join source_calls
        on
            summed.source = source_calls.source
            and summed.last_success < source_calls.call_number
            and source_calls.outcome = 'failed'
    group by summed.source
)

select
    summed.source,
    summed.n_calls,
    failed_since.failures_in_a_row,
    summed.last_asked_at,
    summed.last_success_at,
    summed.last_failure_at,
    coalesce(failure.error, '') as last_error,
    case
        when failed_since.failures_in_a_row = 0 then null
        when failure.cool_down_seconds > 0
            then failure.ended_at + to_seconds(failure.cool_down_seconds)
    end as open_until,
    case
        when summed.last_ended is null then 'begun'
        when failed_since.failures_in_a_row = 0 then 'ok'
        when failure.cool_down_seconds > 0 then 'open'
        else 'failing'
    end as state
from summed
inner join failed_since on summed.source = failed_since.source
left join source_calls as failure
    on
        summed.source = failure.source
        and summed.last_failure = failure.call_number;
