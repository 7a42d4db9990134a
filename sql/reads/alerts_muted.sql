-- Keys and kinds that are muted at the instant $1: what was said of each last counts.

select key
from alert_rulings
where ruled = 'mute'
group by key
having max_by(until, ruled_at) > $1;
