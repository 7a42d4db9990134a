-- Which tables refer to which: rows of the second have to be there before those of the first.

select distinct
    table_name,
    referenced_table
from duckdb_constraints()
where
    database_name = current_database()
    and constraint_type = 'FOREIGN KEY'
order by
    table_name,
    referenced_table;
