"""Use cases: one function per thing the platform does, free of I/O libraries."""
