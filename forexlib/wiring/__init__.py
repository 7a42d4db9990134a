"""Settings, and the composition root: the only room that names adapters."""

from forexlib.wiring.parts import Platform, complaints, platform
from forexlib.wiring.press import ReportPress
from forexlib.wiring.settings import HOME, Settings

__all__ = ["HOME", "Platform", "ReportPress", "Settings", "complaints", "platform"]
