"""The code tables of model names, read strictly from ``library/nameplates``.

A row says what a code sets: ``reading`` is ``read`` (the code is defined to say it), ``inferred``
(practice or default: the fact is presumed, with a reason) or ``none`` (must not set the field).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from standards.errors import LibraryError
from standards.kinds import Kind
from standards.loading_kinds import load_kinds
from standards.loading_tables import read_csv
from standards.nameplates.reading import Sheet, Value
from standards.strict import read_toml

LIBRARY = Path(__file__).parent.parent / "library"
FAMILIES = ("boiler", "motor", "pump", "fan", "compressor", "truck")
READINGS = ("read", "inferred", "none")
TRAITS = frozenset({"ie_class"})
_PARTS = re.compile("«([a-z_|]+)»")
WORD_ROLES = ("head", "modifier", "ending", "part", "harmless")
_CODE_COLUMNS = ("part", "code", "field", "value", "reading", "reason", "meaning")
_FRAME_COLUMNS = {
    "series_group": "text",
    "frame_code": "text",
    "rated_power_kw": "number",
    "candidates_kw": "text",
    "series": "text",
}
_WORD_COLUMNS = ("role", "word", "kind", "field", "value", "reading")
_PREFIX_COLUMNS = ("pattern", "kind", "meaning")


@dataclass(frozen=True)
class Reason:
    """Why a fact is presumed. ``compared``: a cell that says otherwise is a contradiction."""

    id: str
    zh: str
    en: str
    compared: bool = False


@dataclass(frozen=True)
class Code:
    """One row: what a code sets."""

    part: str
    code: str
    field: str
    value: Value | None
    reading: str
    reason: str
    meaning: str


@dataclass(frozen=True)
class Family:
    """The codes of one kind."""

    kind: str
    rows: tuple[Code, ...]

    @cached_property
    def _parts(self) -> Mapping[str, Mapping[str, tuple[Code, ...]]]:
        parts: dict[str, dict[str, tuple[Code, ...]]] = {}
        for row in self.rows:
            codes = parts.setdefault(row.part, {})
            codes[row.code] = (*codes.get(row.code, ()), row)
        return parts

    def part(self, name: str) -> Mapping[str, tuple[Code, ...]]:
        """Code → its rows."""
        return self._parts.get(name, {})

    def of(self, part: str, code: str) -> tuple[Code, ...]:
        return self.part(part).get(code, ())

    @cached_property
    def _forms(self) -> dict[str, re.Pattern[str]]:
        return {}

    def form(self, template: str) -> re.Pattern[str]:
        """A regular expression in which ``«part|part»`` stands for any code of these parts, the
        longest first; compiled once.
        """
        found = self._forms.get(template)
        if found is None:
            found = self._forms[template] = re.compile(_PARTS.sub(self._codes, template))
        return found

    def _codes(self, parts: re.Match[str]) -> str:
        return alternatives(code for part in parts[1].split("|") for code in self.part(part))

    def apply(self, sheet: Sheet, part: str, code: str, place: tuple[int, int]) -> bool:
        """Puts down what the code sets; whether there is such a code."""
        rows = self.of(part, code)
        for row in rows:
            apply(sheet, row, place)
        return bool(rows)


@dataclass(frozen=True)
class Frame:
    """The power of a motor by frame, core and poles; ``candidates`` where several fit."""

    power_kw: float | None
    candidates: tuple[float, ...]


@dataclass(frozen=True)
class Prefix:
    """A form of model names that belongs to a kind."""

    pattern: re.Pattern[str]
    kind: str
    meaning: str


@dataclass(frozen=True)
class Word:
    """A word of equipment names. ``kind`` "" for a head that is no equipment of a kind."""

    role: str
    word: str
    kind: str
    field: str
    value: Value | None
    reading: str


@dataclass(frozen=True)
class CodeTables:
    """Everything that the grammars look up."""

    families: Mapping[str, Family]
    frames: Mapping[tuple[str, str], Frame]
    prefixes: tuple[Prefix, ...]
    words: tuple[Word, ...]
    reasons: Mapping[str, Reason]


def alternatives(codes: Iterable[str]) -> str:
    """A regular expression for any of these texts, the longest first."""
    return "|".join(re.escape(c) for c in sorted(set(codes), key=lambda c: (-len(c), c)))


def apply(sheet: Sheet, row: Code, place: tuple[int, int]) -> None:
    """Puts down what one row sets."""
    if row.field in TRAITS:
        if row.value is not None:
            sheet.trait(row.field, row.value, place, row.reason)
    elif row.reading == "none":
        if row.field:
            sheet.leave_open(row.field, row.reason, () if row.value is None else (row.value,))
    elif row.value is not None and row.field:
        if row.reading == "read":
            sheet.read(row.field, row.value, place)
        else:
            sheet.infer(row.field, row.value, place, row.reason)


class _Rows:
    """One CSV file, row by row, with the refusals that name file and row."""

    def __init__(self, root: Path, name: str, columns: Mapping[str, str]) -> None:
        self.file = f"nameplates/{name}"
        self.rows = list(
            read_csv(root / self.file, root, columns, provenance=True).iter_rows(named=True)
        )

    def fail(self, line: int, column: str, zh: str, en: str, code: str) -> LibraryError:
        value = self.rows[line - 2].get(column)
        return LibraryError(
            self.file, f"第{line}行 {column}", zh, en, code=code, value=value, line=line
        )

    def choice(self, line: int, column: str, allowed: Iterable[str]) -> str:
        value = str(self.rows[line - 2][column] or "")
        if value not in allowed:
            raise self.fail(line, column, f"“{value}”不可用", f"{value!r} is not allowed", "choice")
        return value

    def value_of(self, line: int, kind: Kind, field_id: str, text: str | None) -> Value | None:
        """The text as the field's type, or a refusal."""
        if text is None or field_id in TRAITS or field_id == "":
            return text
        if not kind.has(field_id):
            raise self.fail(
                line, "field", f"{kind.name_zh}没有此字段", f"{kind.id} has no such field", "field"
            )
        field = kind.field(field_id)
        if field.type == "yesno" and text in ("是", "否"):
            return text == "是"
        if field.type == "choice" and text in field.choices:
            return text
        if field.type in ("number", "integer") and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text):
            return float(text) if field.type == "number" else int(text)
        raise self.fail(
            line, "value", f"“{text}”不是{field.heading_zh}的值", f"{text!r} is no value", "value"
        )


def _texts(*names: str) -> dict[str, str]:
    return dict.fromkeys(names, "text")


def _text(row: Mapping[str, object], name: str) -> str:
    return str(row[name] or "")


def _load_reasons(root: Path) -> dict[str, Reason]:
    top = read_toml(root / "nameplates/reasons.toml", root)
    reasons: dict[str, Reason] = {}
    for entry in top.entries("reason"):
        reason = Reason(
            entry.text("id"), entry.text("zh"), entry.text("en"), entry.flag("compared")
        )
        entry.finish()
        if reason.id in reasons:
            raise entry.fail("id", "重复", "is there twice", "duplicate")
        reasons[reason.id] = reason
    top.finish()
    return reasons


def _load_family(root: Path, kind: Kind, reasons: Mapping[str, Reason]) -> Family:
    table = _Rows(root, f"{kind.id}.csv", _texts(*_CODE_COLUMNS))
    codes = []
    for line, row in enumerate(table.rows, start=2):
        reading, field_id = table.choice(line, "reading", READINGS), _text(row, "field")
        needs = reading == "inferred" or (reading == "none" and field_id)
        reason = table.choice(line, "reason", reasons if needs else ("",))
        codes.append(
            Code(
                _text(row, "part"),
                _text(row, "code"),
                field_id,
                table.value_of(line, kind, field_id, row["value"]),
                reading,
                reason,
                _text(row, "meaning"),
            )
        )
    return Family(kind.id, tuple(codes))


def _load_frames(root: Path) -> dict[tuple[str, str], Frame]:
    table = _Rows(root, "motor_frames.csv", _FRAME_COLUMNS)
    frames: dict[tuple[str, str], Frame] = {}
    for line, row in enumerate(table.rows, start=2):
        candidates = tuple(float(c) for c in _text(row, "candidates_kw").split(";") if c)
        for series in _text(row, "series").split(";"):
            key = (series, _text(row, "frame_code"))
            if key in frames:
                raise table.fail(line, "frame_code", "重复", "is there twice", "duplicate")
            frames[key] = Frame(row["rated_power_kw"], candidates)
    return frames


def _load_prefixes(root: Path, kinds: Mapping[str, Kind]) -> tuple[Prefix, ...]:
    table = _Rows(root, "prefixes.csv", _texts(*_PREFIX_COLUMNS))
    found = []
    for line, row in enumerate(table.rows, start=2):
        kind = table.choice(line, "kind", kinds)
        try:
            pattern = re.compile(_text(row, "pattern"))
        except re.error as error:
            raise table.fail(line, "pattern", "不是正则式", str(error), "pattern") from error
        found.append(Prefix(pattern, kind, _text(row, "meaning")))
    return tuple(found)


def _load_words(root: Path, kinds: Mapping[str, Kind]) -> tuple[Word, ...]:
    table = _Rows(root, "words.csv", _texts(*_WORD_COLUMNS))
    found = []
    for line, row in enumerate(table.rows, start=2):
        kind_id, field_id = table.choice(line, "kind", ("", *kinds)), _text(row, "field")
        value = table.value_of(line, kinds[kind_id], field_id, row["value"]) if kind_id else None
        role = table.choice(line, "role", WORD_ROLES)
        reading = table.choice(line, "reading", READINGS if field_id else ("",))
        found.append(Word(role, _text(row, "word"), kind_id, field_id, value, reading))
    return tuple(found)


def load_codes(root: Path, kinds: Mapping[str, Kind]) -> CodeTables:
    """The tables of a library's folder.

    Raises: LibraryError naming file, row and column.
    """
    reasons = _load_reasons(root)
    return CodeTables(
        {name: _load_family(root, kinds[name], reasons) for name in FAMILIES},
        _load_frames(root),
        _load_prefixes(root, kinds),
        _load_words(root, kinds),
        reasons,
    )


_kept: list[CodeTables] = []


def keep(codes: CodeTables) -> None:
    """These are the tables that ship with the package: who loads the library has read them."""
    _kept[:] = [codes]


def tables() -> CodeTables:
    """The tables that ship with the package, read once per process."""
    if not _kept:
        keep(load_codes(LIBRARY, load_kinds(LIBRARY)))
    return _kept[0]


def family(kind: str) -> Family:
    return tables().families[kind]
