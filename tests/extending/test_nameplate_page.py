"""nameplate.md: its code laid into a copy of the library reads the name as the page says."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from standards import nameplates
from standards.nameplates import codes, read
from tests.extending import pages

PAGE = "nameplate.md"


@pytest.fixture
def laid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    library = Path(shutil.copytree(codes.LIBRARY, tmp_path / "library"))
    table = library / "nameplates" / "compressor.csv"
    added = pages.block(PAGE, "nameplates/compressor.csv")
    table.write_text(table.read_text("utf-8") + added, "utf-8")
    monkeypatch.setattr(codes, "LIBRARY", library)
    forget()
    yield
    monkeypatch.undo()
    forget()


def forget() -> None:
    """Tables and readings are kept for the process."""
    codes._kept.clear()
    nameplates._read.cache_clear()


def said() -> tuple[str, str, dict[str, object], dict[str, object], str]:
    (row,) = csv.reader([pages.block(PAGE, "case").strip()])
    return row[0], row[1], json.loads(row[2]), json.loads(row[3]), row[4]


def test_the_code_is_not_known_before() -> None:
    kind, model, *_ = said()
    assert "compressor_type" not in read(kind, model).facts()


@pytest.mark.usefixtures("laid")
def test_the_page_reads_as_it_says() -> None:
    kind, model, facts, presumed, empty = said()
    found = read(kind, model)
    assert facts.items() <= found.facts().items()
    assert presumed.items() <= found.presumed().items()
    assert empty not in found.facts() | found.presumed()
