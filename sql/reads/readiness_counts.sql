-- The counts of model $3 of $1 $2 by $4, days in zone $5, of recipe $6 and version $7 (null: any).

select
    horizon_days,
    track,
    n_predictions,
    n_scored,
    issue_days,
    pending
from readiness_counts($4, $5, $6, $7)
where
    pair = $1
    and target = $2
    and model = $3
order by horizon_days, track;
