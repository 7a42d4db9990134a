"""What is measured of a running system: drift, degradation, events, readiness."""
