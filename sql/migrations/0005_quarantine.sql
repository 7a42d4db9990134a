-- Values the gate did not let in, and what became of them.
--
-- The same value of a day seen again is the same row. A value that waits is decided by the gate at
-- the next fixing of its series; what the gate keeps out a person may accept or reject. value is
-- NaN where it could not be read. Rows are never deleted; state, reason, note and decided_* change.

create table quarantine (
    series varchar not null,
    event_date date not null,
    value double not null,
    available_at timestamptz not null,
    source varchar not null,
    reason varchar not null check (
        reason in (
            'type', 'not positive', 'unit', 'implausible day', 'jump', 'frozen', 'disagreement',
            'duplicate', 'revision', 'swapped'
        )
    ),
    state varchar not null check (
        state in ('pending', 'quarantined', 'accepted', 'rejected', 'released')
    ),
    seen_at timestamptz not null,
    decided_at timestamptz,
    decided_by varchar check (decided_by <> ''),
    note varchar not null,
    check ((state = 'pending') = (decided_at is null)),
    check ((decided_at is null) = (decided_by is null)),
    primary key (series, event_date, value)
);
