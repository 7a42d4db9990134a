-- Keep what a person said of the alert $1 of pair $7 and target $8.

insert into alert_rulings by name
select
    $1 as key,  -- noqa: RF04
    $2 as ruled,
    $3::timestamptz as until,  -- noqa: RF04
    $4 as ruled_by,
    $5 as note,
    $6::timestamptz as ruled_at,
    $7 as pair,
    $8 as target;  -- noqa: RF04
