"""A sign of life after each good run, for a service that notices when it stays out."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from forexlib.notify.deadline import within
from forexlib.notify.hush import hushed


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """Attributes: url: asked for by GET, a secret; "": none. seconds: waited for at most."""

    url: str = field(default="", repr=False)
    seconds: float = 5.0

    def beat(self) -> str:
        """Give the sign; return a warning, without the URL, if nobody took it, else ""."""
        if not self.url:
            return ""
        try:
            answered = within(self.seconds, self._ask)
        except TimeoutError:
            answered = f"no answer in {self.seconds:g} s"
        except Exception as error:  # noqa: BLE001  (whatever it is, its text may hold the URL)
            answered = type(error).__name__
        return f"The heartbeat was not taken: {answered}." if answered else ""

    def _ask(self, over: Event) -> str:  # noqa: ARG002  (one request: there is nothing to stop)
        import httpx  # noqa: PLC0415

        with hushed():
            answer = httpx.get(self.url, timeout=self.seconds)
        return "" if answer.is_success else f"answered {answer.status_code}"
