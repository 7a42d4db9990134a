-- Score what came due by the instant $1 and has no score yet.

insert into scores by name
select
    *,  -- noqa: AM04
    $1 as scored_at
from due_forecasts($1);
