-- Decide the value $3 of series $1 and day $2, if its state is one of $8.
--
-- It becomes $4, at $5, by $6, because of $7.

update quarantine
set
    state = $4,
    decided_at = $5,
    decided_by = $6,
    note = concat_ws('; ', nullif(note, ''), nullif($7, ''))
where
    series = $1
    and event_date = $2
    and value = $3
    and state in (select unnest($8));
