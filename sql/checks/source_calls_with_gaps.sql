-- Rows that must not exist: a call of a source whose number does not follow the one before.

select
    source,
    call_number
from source_calls
qualify call_number <> row_number() over (
    partition by source
    order by call_number
);
