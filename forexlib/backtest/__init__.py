"""Rolling origins over the engine: what would have been forecast on each past day."""
