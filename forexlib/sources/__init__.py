"""One data source per file; answers become contracted frames."""
