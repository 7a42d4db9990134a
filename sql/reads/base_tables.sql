-- The tables that hold rows of ours, by name; what DuckDB keeps for itself is not among them.

select table_name
from duckdb_tables()
where
    database_name = current_database()
    and not internal
    and not temporary
order by table_name;
