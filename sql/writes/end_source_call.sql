-- Note at $2 what came of the newest call of source $1 that has no end: $3, with $4 or $5 values.

update source_calls
set
    ended_at = $2,
    outcome = $3,
    error = $4,
    n_values = $5
where
    source = $1
    and call_number = (
        select max(call_number)
        from source_calls
        where
            source = $1
            and ended_at is null
    );
