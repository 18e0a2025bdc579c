"""Damaging a copy of the library, to see the loader refuse it with file and key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import standards
from standards.errors import LibraryError

Change = Callable[[str], str]
# What is damaged, in which file, how, and the key that the refusal names.
Damage = tuple[str, str, Change, str]


def replaced(old: str, new: str) -> Change:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def appended(text: str) -> Change:
    return lambda before: before + text


def refused(*damages: Damage) -> pytest.MarkDecorator:
    """Parametrizes a test by `file`, `change` and `key`."""
    cases = [pytest.param(*rest, id=title) for title, *rest in damages]
    return pytest.mark.parametrize(("file", "change", "key"), cases)


def assert_refused(library: Path, file: str, change: Change, key: str) -> None:
    """Damage a file of the library, and load it."""
    path = library / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(LibraryError) as refusal:
        standards.load_from(library)
    named = "tables/none.csv" if key == "-" and file == "tables.toml" else file
    assert refusal.value.file == named
    assert refusal.value.key == key
    assert named in refusal.value.message and named in refusal.value.message_en
