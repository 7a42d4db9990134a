"""The `forex` command: parse, call one job, print."""
