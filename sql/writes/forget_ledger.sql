-- Empty the ledger of migrations, before that of a restore point is put into it.

delete from schema_migrations;
