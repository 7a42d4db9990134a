-- Keys and kinds of pair $2 and target $3 that are muted at the instant $1: what was said of each
-- last counts.

select key
from alert_rulings
where ruled = 'mute' and pair = $2 and target = $3
group by key
having max_by(until, ruled_at) > $1;
