-- Note that source $1 is about to be asked at $2; if it fails it is left alone for $3 seconds.

insert into source_calls (source, call_number, began_at, outcome, error, cool_down_seconds)
values (
    $1,
    (
        select coalesce(max(call_number), 0) + 1
        from source_calls
        where source = $1
    ),
    $2,
    'begun',
    '',
    $3
);
