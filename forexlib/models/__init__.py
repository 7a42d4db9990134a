"""Centres and spreads, one family per file, chosen by name."""
