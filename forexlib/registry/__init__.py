"""MLflow: versions and aliases, for people; serving never needs it.

`MlflowMirror` (mirror.py) makes an MLflow store show what the ledger says. MLflow itself lives in a
process of its own (worker.py), so that it can neither hang nor litter the one that asks.
"""
