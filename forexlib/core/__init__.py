"""Words everyone shares: errors, frame contracts, value types, calendar, ports."""
