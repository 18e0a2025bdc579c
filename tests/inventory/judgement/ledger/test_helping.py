"""A second process says of rows what this one would, and may go at any time."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import standards
from inventory.core.database import dump
from inventory.judgement.ledger.foretelling import Told, foretell
from inventory.judgement.ledger.helping import Asked, Helper, answered
from inventory.judgement.library.current import NOTHING

DAY = date(2026, 11, 29)
ROWS = [
    Told("transformer", dump({"name": "1#变", "model": model, "serial_no": serial}), "440704", None)
    for model, serial in (("S7-315/10", "A 1"), ("S11-M-315/10", "A 2"), ("S20-M-315/10", "a3"))
]


def asked(library: str) -> Asked:
    return Asked(NOTHING, library, DAY, 365, [ROWS[:2], ROWS[2:]])


def test_it_says_what_this_process_would() -> None:
    library = standards.load()
    alone = foretell(library, ROWS, DAY, 365)
    assert [each.judged.verdict for each in alone] == ["eliminate", "renew", "meets"]
    with closing(Helper()) as helper:
        helper.ask(asked(library.version))
        parts = list(helper.answers())
        assert [len(part) for part in parts] == [2, 1]
        assert [each for part in parts for each in part] == alone
        helper.ask(asked(library.version))
        first = next(helper.answers())
        helper._process.kill()
        helper._process.wait()
        assert first == alone[:2]
        # What it had sent may still arrive; then the answers end, and nobody waits for ever.
        assert list(helper.answers()) in ([], [alone[2:]])
        helper.ask(asked(library.version))


def test_another_library_answers_nothing() -> None:
    version = standards.load().version
    assert [len(part) for part in answered(asked(version))] == [2, 1]
    assert list(answered(asked("another"))) == []
