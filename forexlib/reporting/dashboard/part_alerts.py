"""What stands, and what was decided about events, told or not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from forexlib.core.alert import Phase
from forexlib.core.event import SEVERITIES, Event
from forexlib.reporting.alert_words import sentence
from forexlib.reporting.dashboard.blocks import Block, Cell, Note, Section, Table
from forexlib.reporting.dashboard.facts import Facts
from forexlib.reporting.dashboard.words import Words, grave
from forexlib.reporting.event_names import deliveries
from forexlib.reporting.numbers import NONE

SHOWN: Final = 8
"""Decisions that a terminal shows."""


def part_alerts(facts: Facts, words: Words) -> Section:
    """Standing conditions, then the last decisions."""
    if not facts.decided:
        return Section("alerts", words("alerts"), [Note(words("alerts_none"))])
    blocks: list[Block] = [
        Note(words("alerts_quiet"), "good")
        if facts.standing.is_empty()
        else _standing(facts, words)
    ]
    if facts.log.is_empty():
        blocks.append(Note(words("alerts_log_none", n=words.n.count(facts.decided))))
    else:
        blocks.append(_log(facts, words))
    return Section("alerts", words("alerts"), blocks)


def _standing(facts: Facts, words: Words) -> Table:
    zone = facts.scope.zone
    return Table(
        words("alerts_standing"),
        words.heads("severity", "event", "audience", "since"),
        [
            [
                grave(one["severity"]),
                _sentence(one, words),
                words(f"audience_{one['audience']}"),
                words.moment(one["since"], zone),
            ]
            for one in facts.standing.iter_rows(named=True)
        ],
        left=frozenset({0, 1, 2, 3}),
    )


def _log(facts: Facts, words: Words) -> Table:
    zone = facts.scope.zone
    heads = words.heads("when", "severity", "event", "audience", "phase", "decision", "delivery")
    return Table(
        words("alerts_log"),
        heads,
        [
            [
                words.moment(one["as_of"], zone),
                grave(one["severity"]),
                _sentence(one, words),
                words(f"audience_{one['audience']}"),
                words(f"phase_{one['phase']}"),
                words(f"verdict_{one['verdict']}"),
                deliveries(one["deliveries"], words.language) or Cell(NONE, "soft"),
            ]
            for one in facts.log.iter_rows(named=True)
        ],
        left=frozenset(range(len(heads))),
        note=words("alerts_log_note"),
        terminal=words.heads("when", "severity", "event", "decision"),
        most=SHOWN,
    )


def _sentence(one: Mapping[str, Any], words: Words) -> str:
    event = Event(
        one["kind"],
        next(grave for grave in SEVERITIES if grave == one["severity"]),
        one["horizon_days"],
        one["audience"],
        one["subject"],
        one["occasion"],
        json.loads(one["metrics"]),
    )
    phase: Phase = "exit" if one["phase"] == "exit" else "standing"
    return sentence(event, phase, language=words.language, show=words.n)
