-- When each source outside was asked, and what came of it.
--
-- A row is written before the source is asked, so that a program that dies meanwhile has used up
-- its part of the budget, too; the row is completed when the source has answered or failed.
-- cool_down_seconds is how long the breaker is open if this call fails, 0 if it stays closed.

create table source_calls (
    source varchar not null check (source <> ''),
    call_number integer not null check (call_number >= 1),
    began_at timestamptz not null,
    ended_at timestamptz,
    outcome varchar not null check (outcome in ('begun', 'ok', 'failed')),
    error varchar not null,
    n_values bigint check (n_values >= 0),
    cool_down_seconds integer not null check (cool_down_seconds >= 0),
    check ((outcome = 'begun') = (ended_at is null)),
    check ((outcome = 'ok') = (n_values is not null)),
    check ((outcome = 'failed') = (error <> '')),
    primary key (source, call_number)
);
