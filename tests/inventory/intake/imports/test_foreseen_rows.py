"""A large import is foreseen by a second process, and ends alike if that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.intake.imports import committing, foreseeing, staging
from inventory.intake.imports.remembering import Request
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger.foretelling import Foretold
from inventory.judgement.ledger.helping import Asked, answered
from inventory.registry.equipment.models import Equipment
from tests.inventory.intake.imports.test_import_service import transformer, workbook

MODELS = ("S7-315/10", "S9-M-315/10", "S11-M-315/10", "S13-M-315/10", "S20-M-315/10")


class InThisProcess:
    """A helper without a process that is gone after so many answers."""

    lasts, asked_for, closed = 99, 0, False

    def ask(self, asked: Asked) -> None:
        self.asked = asked
        InThisProcess.asked_for += sum(map(len, asked.parts))

    def answers(self) -> Iterator[list[Foretold]]:
        for number, part in enumerate(answered(self.asked)):
            if number == self.lasts:
                return
            yield part

    def close(self) -> None:
        InThisProcess.closed = True


def imported(path: Path, *, asked_ahead: bool = False) -> list[tuple[object, ...]]:
    request = Request(path, path.name, "440704")
    with foreseeing.helped(asked_ahead) as foresight:
        if foresight is None:
            staged = staging.stage(SYSTEM, request)
        else:
            ahead = partial(foresight.ask, as_of=clock.today(), horizon=365)
            staged = staging.stage(SYSTEM, request, ahead=ahead)
        committing.commit(staged.id, foresight=foresight)
    rows = Equipment.select().order_by(Equipment.id)
    columns = ("model", "identifier", "search", "verdict", "next_due", "findings_digest", "level")
    found = [tuple(getattr(row, name) for name in columns) for row in rows]
    findings = Finding.select(Finding.equipment, Finding.rule, Finding.message).where(
        Finding.current
    )
    return [*found, *findings.order_by(Finding.id).tuples()]


@pytest.mark.parametrize("asked_ahead", [False, True], ids=["when met", "when read"])
@pytest.mark.parametrize("lasts", [99, 1, 0], ids=["to the end", "gone after one", "never there"])
def test_a_helped_import_is_the_same(
    ledger: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lasts: int,
    asked_ahead: bool,
) -> None:
    rows = [transformer(f"SN-{n}") for n in range(5)]
    for row, model in zip(rows, MODELS, strict=True):
        row[1] = model
    path = workbook(tmp_path / "t.xlsx", rows)
    for name, value in {"MANY": 1, "FIRST": 1, "NEXT": 2, "worth_it": lambda: True}.items():
        monkeypatch.setattr(foreseeing, name, value)
    monkeypatch.setattr(foreseeing, "Helper", InThisProcess)
    monkeypatch.setattr(InThisProcess, "lasts", lasts)
    monkeypatch.setattr(InThisProcess, "asked_for", 0)
    monkeypatch.setattr(InThisProcess, "closed", False)
    found = imported(path, asked_ahead=asked_ahead)
    assert [row[:2] for row in found[:5]] == [(model, f"SN-{n}") for n, model in enumerate(MODELS)]
    assert [row[3] for row in found[:5]] == ["eliminate", *["unknown"] * 4]
    assert len(found) > 5
    assert InThisProcess.asked_for == 5
    assert InThisProcess.closed
    # The same file again: nothing is new, so nothing is foreseen.
    assert imported(path) == found
    assert InThisProcess.asked_for == 5


def test_answers_on_rows_that_are_not_new_are_passed_over(
    ledger: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = workbook(tmp_path / "first.xlsx", [transformer(f"SN-{n}") for n in range(2)])
    alone = imported(first)
    for name, value in {"FIRST": 1, "NEXT": 2, "worth_it": lambda: True}.items():
        monkeypatch.setattr(foreseeing, name, value)
    monkeypatch.setattr(foreseeing, "Helper", InThisProcess)
    monkeypatch.setattr(InThisProcess, "asked_for", 0)
    rows = [transformer(f"SN-{n}") for n in range(4)]
    found = imported(workbook(tmp_path / "more.xlsx", rows), asked_ahead=True)
    assert InThisProcess.asked_for == 4
    assert [row[1] for row in found[:4]] == ["SN-0", "SN-1", "SN-2", "SN-3"]
    assert len({row[3:] for row in found[:4]}) == 1
    assert found[:2] == alone[:2]
