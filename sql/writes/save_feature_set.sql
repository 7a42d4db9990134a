-- Keep a feature set that is new: its digest $1, its content $2, the instant $3.

insert into feature_sets by name
select
    $1 as feature_set,
    $2::json as content,  -- noqa: RF04
    $3 as saved_at
on conflict do nothing;
