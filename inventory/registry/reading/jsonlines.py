"""JSON lines: one device a line, ``{"kind": …, "region": …, "facts": {field id: value}}``.

A key that is not known is an error: a fact that stands beside ``facts`` would be lost silently.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inventory.core.messages import Text

from .checks import Repeats, RowChecker
from .columns import Column
from .corrections import Corrections
from .delimited import decode
from .messages import cell_problem, cell_text_of, problem, row_text_of
from .model import ERROR, Problem, Reading, ReadRow, SheetResult, cell_text
from .names import NameReader
from .quantities import QUANTITY, count, counts_devices, quantity_of
from .rowkinds import BLANK_ROW
from .sheets import lift
from .values import CellReader, reader_of

if TYPE_CHECKING:
    from standards import Field, Kind, Library

OWN_KEYS = frozenset({"kind", "region", "facts", "quantity"})
# Carried through to the output: what the writer of a line says to find it again.
CARRIED_KEYS = frozenset(
    {"id", "case", "ref", "note", "sheet", "row", "as_of", "expect", "verdict", "absent"}
)


class _LineProblem(Exception):
    """A line that holds no device."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def read_lines(
    data: bytes,
    name: str,
    *,
    kind: str | None,
    library: Library,
    today: date,
    enterprise: str | None,
    uscc: str | None = None,
    for_ledger: bool,
    corrections: Corrections,
) -> SheetResult:
    """All lines of a file as one sheet ``name``. ``kind`` is for lines that do not say theirs.

    Raises FileProblem for a wrong encoding; a bad line becomes a row with an error.
    """
    text, _ = decode(data)
    reader = _LineReader(name, kind, library, today, enterprise, uscc, for_ledger, corrections)
    blank = 0
    rows: list[ReadRow] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            blank += 1
            continue
        rows.append(reader.read(line, number, len(rows) + 1))
    if text.endswith("\n"):
        blank -= 1
    if for_ledger:
        repeats = Repeats(corrections.standing, library.kinds)
        for kind_reader in reader.kinds.values():
            own = [row for row in rows if row.kind == kind_reader.kind.id]
            repeats.check(kind_reader.kind, own, kind_reader.checker)
    skipped = {BLANK_ROW: blank} if blank else {}
    only = kind if len(reader.kinds) != 1 else next(iter(reader.kinds))
    return SheetResult(name, only, 0, [], rows, skipped)


@dataclass(frozen=True, slots=True)
class _KindReader:
    kind: Kind
    fields: Mapping[str, tuple[Field, CellReader]]
    checker: RowChecker
    names: NameReader


class _LineReader:
    def __init__(
        self,
        name: str,
        kind: str | None,
        library: Library,
        today: date,
        enterprise: str | None,
        uscc: str | None,
        for_ledger: bool,
        corrections: Corrections,
    ) -> None:
        self._name = name
        self._kind = kind
        self._library = library
        self._today = today
        self._enterprise = enterprise
        self._uscc = uscc
        self._for_ledger = for_ledger
        self._corrected = corrections.cells
        self.kinds: dict[str, _KindReader] = {}

    def read(self, line: str, number: int, data_row: int) -> ReadRow:
        """One line as a row; one that holds no device has an error and no facts."""
        try:
            device = _parse(line, number)
            told = self._corrected.get((self._name, number), {}).get("kind")
            reader = self._reader(told or device.get("kind") or self._kind)
        except _LineProblem as bad:
            row = ReadRow(self._name, number, data_row, self._kind or "", ("line",), (line,), {})
            text = row_text_of(bad.code, {"row": number, **bad.params})
            row.problems.append(_problem(row, None, text))
            return row
        return self._row(device, reader, number, data_row)

    def _reader(self, kind: object) -> _KindReader:
        if not isinstance(kind, str) or kind not in self._library.kinds:
            raise _LineProblem(
                "unknown_kind", value=kind or "", choices="、".join(self._library.kinds)
            )
        if kind not in self.kinds:
            self.kinds[kind] = self._make_reader(self._library.kinds[kind])
        return self.kinds[kind]

    def _make_reader(self, kind: Kind) -> _KindReader:
        words = kind.words
        fields = {
            field.id: (field, reader_of(Column(field, None, words, self._today, kind=kind)))
            for field in kind.fields
        }
        headings = {field.id: field.id for field in kind.fields}
        checker = RowChecker(kind, headings, for_ledger=self._for_ledger)
        return _KindReader(kind, fields, checker, NameReader(kind, headings))

    def _row(
        self, device: Mapping[str, object], reader: _KindReader, number: int, data_row: int
    ) -> ReadRow:
        facts = device.get("facts")
        given: dict[str, object] = dict(facts) if isinstance(facts, dict) else {}
        if device.get("region") is not None:
            given["region"] = device["region"]
        extra = {key: value for key, value in device.items() if key in CARRIED_KEYS}
        corrected = self._corrected.get((self._name, number), {})
        told = {key: text for key, text in corrected.items() if key != "kind"}
        stood = {key: (key, cell_text(_as_cell(given.get(key)))) for key in told}
        given.update(told)
        row = ReadRow(
            self._name,
            number,
            data_row,
            reader.kind.id,
            tuple(given),
            tuple(_as_cell(value) for value in given.values()),
            {},
            extra=extra,
            corrected=stood,
        )
        for key in device.keys() - OWN_KEYS - CARRIED_KEYS:
            text = cell_text_of("unknown_key", {"heading": key})
            row.problems.append(_problem(row, key, text))
        for field_id, value in given.items():
            self._take(row, reader, field_id, value)
        if counts_devices(reader.kind):
            _take_quantity(row, device.get(QUANTITY, row.facts.get(QUANTITY)))
        reader.checker.take_also(row)
        reader.names.read(row, None)
        lift(row, self._enterprise, self._uscc)
        reader.checker.check(row)
        return row

    def _take(self, row: ReadRow, reader: _KindReader, field_id: str, value: object) -> None:
        if value is None:
            return
        if field_id not in reader.fields:
            text = cell_text_of("unknown_field", {"heading": field_id})
            row.problems.append(_problem(row, field_id, text))
            return
        if not isinstance(value, (str, int, float)):
            text = cell_text_of("not_plain", {"heading": field_id})
            row.problems.append(_problem(row, field_id, text))
            return
        field, read = reader.fields[field_id]
        # Whole numbers are exact in JSON: a code written as one has lost nothing.
        exact = field.type == "text" and isinstance(value, int) and not isinstance(value, bool)
        cell = str(value) if exact else value
        reading: Reading = read(cell)
        if reading.value is not None:
            row.facts[field_id] = reading.value
        if reading.also is not None:
            row.also[field_id] = reading.also
        if reading.fault is not None:
            row.problems.append(cell_problem(row, field.id, field_id, cell, reading.fault))


def _take_quantity(row: ReadRow, value: object) -> None:
    if value is None:
        return
    devices = quantity_of(_as_cell(value))
    if devices is None:
        text = row_text_of("quantity_unreadable", {"heading": QUANTITY, "value": value})
        row.problems.append(_problem(row, QUANTITY, text))
    else:
        count(row, devices)


def _parse(line: str, number: int) -> dict[str, object]:
    try:
        device = json.loads(line, object_pairs_hook=_no_repeats, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise _LineProblem("not_json", reason=str(error) or "nesting") from None
    if not isinstance(device, dict):
        raise _LineProblem("not_json", reason=type(device).__name__)
    if not isinstance(device.get("facts", {}), (dict, type(None))):
        raise _LineProblem("not_json", reason="facts")
    return device


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _LineProblem("repeated_key", value=key)
        found[key] = value
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _as_cell(value: object) -> str | int | float | None:
    if value is None or isinstance(value, (str, int, float)):
        return value
    return json.dumps(value, ensure_ascii=False)


def _problem(row: ReadRow, field: str | None, text: Text) -> Problem:
    return problem(row, text, ERROR, field, field, row.text_of(field))
