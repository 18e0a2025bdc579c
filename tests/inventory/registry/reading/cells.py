"""One cell as the reader takes it: its reading, its value, its code."""

from __future__ import annotations

from datetime import date
from typing import Any

import standards
from inventory.registry.reading.columns import Column
from inventory.registry.reading.model import Reading
from inventory.registry.reading.values import reader_of

TODAY = date(2026, 11, 21)


LIBRARY = standards.load()


def cell(kind: str, field: str, value: Any, unit: str | None = None) -> Reading:
    of_kind = LIBRARY.kinds[kind]
    column = Column(of_kind.field(field), unit, of_kind.words, TODAY, kind=of_kind)
    return reader_of(column)(value)


def value(kind: str, field: str, given: Any, unit: str | None = None) -> object:
    reading = cell(kind, field, given, unit)
    assert reading.fault is None, reading
    return reading.value


def code(kind: str, field: str, given: Any, unit: str | None = None) -> str:
    reading = cell(kind, field, given, unit)
    assert reading.fault is not None, reading
    return reading.fault.code
