"""DuckDB: the one place that opens the database and runs the files of sql/."""
