"""USD/CLP forecasting: a library of pure steps and the adapters that feed them."""

__version__ = "0.1.0"
