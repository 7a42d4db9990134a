-- Note in the ledger that the file $2 of version $1 was run; $3 is its SHA-256.

insert or replace into schema_migrations (version, name, sha256, applied_at)
values ($1, $2, $3, current_timestamp);
