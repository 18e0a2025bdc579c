"""Texts of 100,000 characters of one sort, at every door where a text comes in: none may hold the
service. The guard counts the time of this process, whatever else the machine does.
"""

from __future__ import annotations

import csv
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

import standards
from inventory.core import searchtext
from inventory.people.accounts import passwords
from inventory.registry import reading
from inventory.registry.attachments import contents
from inventory.registry.reading.dates import NotADate, read_date_text
from standards import nameplates
from standards.catalogues import model_key
from standards.errors import LibraryError
from standards.strict import parse_toml
from standards.toml_lines import lines_of
from tests.inventory.registry.reading.conftest import TODAY

LONG = 100_000
SORTS = {
    "digits": "1",
    "letters": "A",
    "characters": "炉",
    "dashes": "-",
    "dots": ".",
    "spaces": " ",
    "slashes": "/",
    "brackets": "(",
    "times": "×",
    "commas": "、",
    "wide digits": "１",
    "names": "S9-",
    "sizes": "10kV ",
    "dates": "2024年",
    "dotted digits": "1.",
    "quotes": '"',
    "lines": "a\n",
}
# Quadratic work on so many characters takes minutes; linear work less than one second.
SECONDS = 10


class Held(BaseException):
    """The text held the service: no code may catch it."""


@contextmanager
def bounded() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise Held

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def date_of(text: str) -> None:
    with suppress(NotADate):
        read_date_text(text, TODAY)


def toml_of(text: str) -> None:
    try:
        parse_toml("a.toml", text.encode())
    except LibraryError:
        return
    lines_of(text)


def names_of(text: str) -> None:
    for kind in nameplates.GRAMMARS:
        nameplates.read(kind, text)
    nameplates.kind_of(text)
    nameplates.kind_of_words(text)


DOORS: dict[str, Callable[[str], object]] = {
    "date": date_of,
    "names": names_of,
    "catalogue": model_key,
    "search": searchtext.grams,
    "package": toml_of,
    "keys of a package": lambda text: toml_of(f'a = 1\n"{text}" = 1\n{text} = 1\n'),
    "password": passwords.weaknesses,
    "name of a file": contents.clean_name,
}


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("door", DOORS)
def test_no_text_holds_the_service(door: str, sort: str) -> None:
    text = (SORTS[sort] * LONG)[:LONG]
    with bounded():
        DOORS[door](text)


@pytest.mark.parametrize("sort", SORTS)
def test_no_cell_holds_an_import(sort: str, library: standards.Library, tmp_path: Path) -> None:
    text = (SORTS[sort] * LONG)[:LONG]
    path = tmp_path / "台账.csv"
    headings = ["使用单位", "设备名称", "型号", "额定容量(kVA)", "制造日期", "出厂编号", text]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, [text] * 7, ["甲厂", "变压器", *[text] * 5]])
    with bounded(), suppress(reading.FileProblem):
        reading.read_file(path, kind="transformer", library=library, today=TODAY)
