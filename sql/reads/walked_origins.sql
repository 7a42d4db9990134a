-- The instants of the origins of run $1 that are saved.

select as_of
from validation_origins
where run_id = $1;
