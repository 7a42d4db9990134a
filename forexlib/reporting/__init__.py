"""Frames in; tables, charts and words out."""
