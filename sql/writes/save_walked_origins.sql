-- Append what is new of the frame `walked_origins` of run $1, after all else; $2 is saved_at.

insert into validation_origins by name
select
    $1 as run_id,
    walked_origins.as_of,
    walked_origins.state,
    walked_origins.origin_date,
    walked_origins.reason,
    walked_origins.weights,
    $2 as saved_at
from walked_origins
anti join validation_origins
    on
        walked_origins.as_of = validation_origins.as_of
        and validation_origins.run_id = $1;
