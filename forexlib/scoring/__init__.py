"""Losses, coverage, and tests of forecasts whose horizons overlap; frames and arrays in, facts out.

Everything takes the overlap as an argument: the horizon in steps of the origins. `evaluate` asks
all of it of one scored walk-forward.
"""
