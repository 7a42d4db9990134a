"""What makes a forecast: history, models, ensemble, spread, output check, ladder of modes."""
