"""Verdicts from measurements: pure, and never the act itself."""
