-- Rows that must not exist: a failure at an origin that was never saved.

select
    validation_failures.run_id,
    validation_failures.as_of,
    validation_failures.model
from validation_failures
anti join validation_origins
    on
        validation_failures.run_id = validation_origins.run_id
        and validation_failures.as_of = validation_origins.as_of;
