-- Add the rows of the frame `new_decisions`.

insert into decisions by name
select *  -- noqa: AM04
from new_decisions;
