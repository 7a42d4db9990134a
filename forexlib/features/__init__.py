"""Frames in, wider frames out; each value known on its instant."""
