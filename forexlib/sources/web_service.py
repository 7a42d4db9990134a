"""A web service by name: its questions at the pace it allows, its refusals as one kind of error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Final, Never

from forexlib.core.credentials import REFUSED
from forexlib.core.errors import SourceError
from forexlib.sources.secret import Address, Secret, redacted
from forexlib.sources.web_get import JSON_WANTED, TOO_MANY, Answer, Patience, get

OK: Final = 200
REDIRECTS: Final = 3
REFUSALS: Final = (401, 403)
LONGEST_EXCERPT: Final = 60
SOMETHING_ELSE: Final = (
    "Something else than the service may be answering (a proxy, a login page) or it has changed: "
    "look at its address with a browser."
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service allows. Attributes: calls_a_second; days_a_call: of history (None: all)."""

    calls_a_second: float
    days_a_call: int | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """Who is asked, and what to do if it does not work out.

    Attributes:
        name: As a sentence begins with it.
        limits: What it allows.
        remedy: What a person does if it does not answer.
        refused: What a person does if it refuses the credentials, or us.
        secrets: What none of its errors shows.
    """

    name: str
    limits: Limits
    remedy: str
    refused: str
    secrets: tuple[Secret, ...] = field(default=(), repr=False)

    def error(self, what: str, *, remedy: str = SOMETHING_ELSE) -> SourceError:
        """`what` the service did, without its secrets, as an error to be raised."""
        return SourceError(redacted(f"{self.name} {what}.", self.secrets), remedy=remedy)

    def refuse(self, answered: str) -> Never:
        """Raise an error about an answer that makes no sense."""
        raise self.error(f"answered {answered}")

    def excerpt(self, text: str) -> str:
        """The beginning of what it said, without its secrets."""
        return repr(redacted(text, self.secrets)[:LONGEST_EXCERPT])

    def credentials_refused(self, how: str) -> SourceError:
        """The error of one that does not know us."""
        kind = REFUSED if self.secrets else "refuses to answer"
        return self.error(f"{kind} ({how})", remedy=self.refused)


@dataclass(slots=True)
class Conversation:
    """The questions of one fetch: paced, and over when its time is."""

    service: Service
    patience: Patience
    deadline: float = field(init=False)
    next_at: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.deadline = monotonic() + self.patience.fetch

    def ask(self, address: Address, *, headers: Mapping[str, str] = JSON_WANTED) -> Answer:
        """What the service says, as soon as it may be asked; its refusals are answers, too.

        Raises:
            SourceError: If there is no answer in time.
        """
        sleep(max(0.0, self.next_at - monotonic()))
        left = self.deadline - monotonic()
        if left <= 0:
            raise self.service.error(
                f"is too slow: {self.patience.fetch:g} s are over", remedy=self.service.remedy
            )
        self.next_at = monotonic() + 1 / self.service.limits.calls_a_second
        patience = Patience(
            connect=self.patience.connect,
            total=min(self.patience.total, left),
            back_off=self.patience.back_off,
            seed=self.patience.seed,
        )
        return get(
            address,
            patience=patience,
            service=self.service.name,
            remedy=self.service.remedy,
            headers=headers,
        )

    def ask_for_text(self, address: Address, *, headers: Mapping[str, str] = JSON_WANTED) -> str:
        """The text of a good answer.

        Raises:
            SourceError: If there is none in time, or another one, or one in another encoding.
        """
        return good_text(self.ask(address, headers=headers), service=self.service)

    def ask_for_object(
        self, address: Address, *, headers: Mapping[str, str] = JSON_WANTED
    ) -> dict[str, object]:
        """The JSON object of a good answer.

        Raises:
            SourceError: If there is none in time, or another one.
        """
        return json_object(self.ask_for_text(address, headers=headers), service=self.service)


def good_text(answer: Answer, *, service: Service) -> str:
    """The text of `answer`.

    Raises:
        SourceError: If its status is not 200, or its text not in the encoding it says (or UTF-8).
    """
    if answer.status in REFUSALS:
        raise service.credentials_refused(str(answer.status))
    if answer.status != OK:
        raise service.error(f"answered {status_said(answer)}", remedy=service.remedy)
    charset = answer.charset or "utf-8"
    try:
        return answer.body.decode(charset)
    except (LookupError, UnicodeDecodeError):
        service.refuse(f"with something that is not text in {charset.upper()[:20]}")


def status_said(answer: Answer) -> str:
    """A status in words, with the wait it asks for."""
    said = f"{answer.status}"
    if answer.status == TOO_MANY:
        said += ": too many questions"
    if answer.status // 100 == REDIRECTS:
        said += " with a redirect"
    if answer.wait is not None:
        said += f", and wants to be asked again in {answer.wait:g} s"
    return said


def json_object(text: str, *, service: Service) -> dict[str, object]:
    """The object that `text` is in JSON.

    Raises:
        SourceError: If it is not one.
    """
    try:
        found = json.loads(text)
    except (RecursionError, ValueError):
        service.refuse(f"with something that is not JSON: {service.excerpt(text)}")
    if not isinstance(found, dict):
        service.refuse(f"without a JSON object: {service.excerpt(text)}")
    return found
