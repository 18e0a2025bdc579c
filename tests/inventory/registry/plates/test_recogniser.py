"""The process that recognises text: a picture that breaks it fails alone; any way up is read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

import standards
from inventory.core import environment
from inventory.registry.papers import picture_child
from inventory.registry.plates.plate import read_plate
from inventory.registry.plates.recogniser import NotRecognised, Recogniser
from tests.plates.drawing import encoded
from tests.plates.layouts import PLATES
from tests.plates.measuring import picture, score

S9, FAN = PLATES[0], PLATES[6]


@pytest.fixture(scope="module")
def recogniser() -> Iterator[Recogniser]:
    with Recogniser() as running:
        yield running


@pytest.mark.parametrize("turn", [90, 180])
def test_a_plate_that_does_not_stand_upright_is_read(recogniser: Recogniser, turn: int) -> None:
    seen = recogniser.read(encoded(FAN.image().rotate(turn, expand=True)))
    reading = read_plate(seen.lines, standards.load(), date(2026, 11, 21))
    assert (reading.kind, score(FAN, reading).wrong_but_sure) == ("fan", 0)
    assert reading.facts["serial_no"] == FAN.truth["serial_no"]


def test_what_breaks_the_process_fails_alone(recogniser: Recogniser) -> None:
    with pytest.raises(NotRecognised) as problem:
        recogniser.read(b"\xff\xd8\xff no picture")
    assert problem.value.code == "broken"
    assert any(line.text == "电力变压器" for line in recogniser.read(picture(S9, "clean")).lines)


def test_what_takes_too_long_is_stopped() -> None:
    with Recogniser(seconds=0.0) as impatient, pytest.raises(NotRecognised) as problem:
        impatient.read(picture(S9, "clean"))
    assert problem.value.code == "slow"


def test_without_the_libraries_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_child, "NEEDED", ("no_such_library",))
    with Recogniser() as running, pytest.raises(NotRecognised) as problem:
        running.read(b"")
    assert problem.value.code == "missing"


def test_nothing_of_ours_is_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:secret@host/name")
    monkeypatch.setenv("HUANXIN_BACKUP_KEY", "secret")
    assert set(environment.bare()) <= {"PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH"}
