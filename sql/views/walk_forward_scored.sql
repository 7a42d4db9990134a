-- Each walked forecast that came due beside what happened, and beside the random walk's score.
--
-- grain:    run_id, horizon_days, origin_date, model
-- units:    as in walk_forward_export; the random walk's columns are null where the run has no
--           score of it from that origin
-- reads:    walk_forward_export
-- used by:  walk_forward_by_window, walk_forward_periods, model_leaderboard, forexlib.jobs

create or replace view walk_forward_scored as
select *  -- noqa: AM04
from walk_forward_export
where actual is not null;
