"""The spellings of units (``units.toml``), and those of one field (``[words.spellings]``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from standards.strict import Entry, read_toml
from standards.words import fold

Units = Mapping[str, Mapping[str, Decimal]]


def load_units(root: Path) -> Units:
    """Unit of a field → spelling (folded) → exact factor into that unit.

    Raises: LibraryError naming file and key.
    """
    top = read_toml(root / "units.toml", root)
    units = {unit: dict(spellings_of(entry)) for unit, entry in tables_of(top)}
    for unit, spellings in units.items():
        if spellings.get(fold(unit)) != 1:
            raise top.fail(f"{unit}.{fold(unit)}", "须为 1", "must be 1", "missing")
    return units


def spellings_of(entry: Entry) -> Iterator[tuple[str, Decimal]]:
    """Each spelling of a unit (folded) with its factor. Raises: LibraryError."""
    for spelling in entry.names():
        written = entry.text(spelling)
        try:
            yield fold(spelling), Decimal(written)
        except InvalidOperation as error:
            raise entry.fail(
                spelling, f"“{written}”不是数字", f"{written!r} is not a number", "number"
            ) from error


def tables_of(entry: Entry) -> Iterator[tuple[str, Entry]]:
    """Every key of a table that holds tables only."""
    for name in entry.names():
        table = entry.entry(name)
        assert table is not None  # the name is one of its keys
        yield name, table
        table.finish()
