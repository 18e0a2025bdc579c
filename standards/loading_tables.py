"""Documents, and the tables and catalogues that belong to them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import StringIO
from math import isfinite
from pathlib import Path

import polars as pl

from standards.errors import LibraryError
from standards.kinds import Kind
from standards.model import Document, Table
from standards.outcomes import CERTAINTIES
from standards.strict import Entry, decoded, no_file, read_toml

DOCUMENT_TYPES = ("law", "standard", "catalogue", "plan", "policy", "compilation")
COLUMN_TYPES = ("text", "number", "date", "yesno")
PROVENANCE = ("note", "source", "certainty")
_POLARS: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "yesno": pl.Boolean(),
}


_WORDS: Mapping[str, str] = {"number": "数字", "date": "日期", "yesno": " yes 或 no"}
DOCUMENT_FILES = ("documents.toml", "programmes/documents.toml")


def load_documents(root: Path) -> dict[str, Document]:
    """Every document by its number.

    Raises: LibraryError for unknown keys, duplicates, or dates that contradict each other.
    """
    return read_documents([read_toml(root / name, root) for name in DOCUMENT_FILES], {})


def read_documents(tops: Iterable[Entry], held: Mapping[str, Document]) -> dict[str, Document]:
    """The documents of these files; ``held`` are others that they may name.

    Raises: LibraryError for unknown keys, duplicates, or dates that contradict each other.
    """
    documents: dict[str, Document] = {}
    for top in tops:
        for entry in top.entries("document", "number"):
            document = read_document(entry)
            if document.number in documents:
                raise entry.fail(
                    "number", "文件号重复", "this document is there twice", "duplicate"
                )
            documents[document.number] = document
        top.finish()
    for document in documents.values():
        later = document.superseded_by
        if later is not None and later not in documents and later not in held:
            raise LibraryError(
                "documents.toml",
                f"document[{document.number}].superseded_by",
                f"没有文件“{later}”",
                f"there is no document {later!r}",
            )
    return documents


def read_document(entry: Entry) -> Document:
    """One document with its dates.

    Raises: LibraryError for unknown keys, or dates that contradict each other.
    """
    document = Document(
        number=entry.text("number"),
        title=entry.text("title"),
        type=entry.choice("type", DOCUMENT_TYPES),
        issuer=entry.text_or_none("issuer"),
        issued=entry.day_or_none("issued"),
        in_force=entry.day_or_none("in_force"),
        superseded_on=entry.day_or_none("superseded_on"),
        superseded_by=entry.text_or_none("superseded_by"),
        last_checked=entry.day_or_none("last_checked"),
        certainty=entry.choice("certainty", CERTAINTIES),
        source=entry.text_or_none("source") or "",
        looked_on=entry.day_or_none("looked_on"),
        note=entry.text_or_none("note") or "",
    )
    entry.finish()
    start, end = document.in_force, document.superseded_on
    if start is not None and end is not None and end <= start:
        raise entry.fail("superseded_on", "须晚于施行日期", "must be after in_force", "dates")
    if document.issued is not None and start is not None and start < document.issued:
        raise entry.fail("in_force", "早于发布日期", "is before issued", "dates")
    return document


def load_tables(
    root: Path, documents: Mapping[str, Document], kinds: Mapping[str, Kind]
) -> dict[str, Table]:
    """Every declared table with typed rows.

    Raises: LibraryError naming the CSV file, and row and column of what is wrong.
    """
    return read_tables(root, [read_toml(root / "tables.toml", root)], documents, kinds)


def read_tables(
    root: Path,
    tops: Iterable[Entry],
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
) -> dict[str, Table]:
    """The tables that these files declare.

    Raises: LibraryError as ``load_tables``.
    """
    tables: dict[str, Table] = {}
    for top in tops:
        for entry in top.entries("table"):
            table = _read_table(root, entry, documents, kinds)
            if table.id in tables:
                raise entry.fail("id", "表重复", "this table is there twice", "duplicate")
            tables[table.id] = table
        top.finish()
    return tables


def _read_table(
    root: Path, entry: Entry, documents: Mapping[str, Document], kinds: Mapping[str, Kind]
) -> Table:
    return read_table(
        entry,
        documents,
        kinds,
        lambda file, columns: read_csv(root / file, root, columns, provenance=True),
    )


def read_table(
    entry: Entry,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rows_of: Callable[[str, Mapping[str, str]], pl.DataFrame],
) -> Table:
    """One declared table; ``rows_of`` reads a file with these columns.

    Raises: LibraryError naming file and key.
    """
    table_id, document, file = entry.text("id"), entry.text("document"), entry.text("file")
    if document not in documents:
        raise entry.fail(
            "document", f"没有文件“{document}”", f"there is no document {document!r}", "reference"
        )
    columns = _column_types(entry)
    _check_units(entry, columns, kinds)
    entry.finish()
    return Table(table_id, document, file, rows_of(file, columns))


def _column_types(entry: Entry) -> dict[str, str]:
    columns = entry.entry("columns")
    if columns is None:
        raise entry.fail("columns", "缺少此项", "is missing", "missing")
    types = {name: columns.choice(name, COLUMN_TYPES) for name in columns.names()}
    columns.finish()
    return types


def _check_units(entry: Entry, columns: Mapping[str, str], kinds: Mapping[str, Kind]) -> None:
    """Columns named after a field (or ``field__…``) declare the field's unit, and only that."""
    units = {str(k): str(v) for k, v in entry.mapping("units").items()}
    for base, unit in field_units(columns, kinds).items():
        if unit != units.get(base):
            raise entry.fail(
                f"units.{base}",
                f"单位须为“{unit}”" if unit else "此列没有单位",
                f"the unit must be {unit!r}" if unit else "this column has no unit",
                "unit",
                units.get(base),
            )
    known = {name.split("__")[0] for name in columns}
    for name in units:
        if name not in known:
            raise entry.fail(
                f"units.{name}", "表中没有此列", "the table has no such column", "unit", units[name]
            )


def field_units(columns: Iterable[str], kinds: Mapping[str, Kind]) -> dict[str, str | None]:
    """The fields that columns are named after, with their units."""
    fields = {f.id: f for kind in kinds.values() for f in kind.fields}
    bases = dict.fromkeys(name.split("__")[0] for name in columns)
    return {base: fields[base].unit for base in bases if base in fields}


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


_READ: Mapping[str, Callable[[str], object]] = {
    "text": str,
    "number": _number,
    "date": date.fromisoformat,
    "yesno": {"yes": True, "no": False}.__getitem__,
}


def _typed(file: str, column: str, kind: str, cells: Sequence[str]) -> list[object]:
    """A column at once; only where it is wrong, the first wrong cell is looked for."""
    read = _READ[kind]
    try:
        return [None if text == "" else read(text) for text in cells]
    except (ValueError, KeyError) as error:
        line, text = _first_wrong(read, cells)
        raise _wrong(
            file,
            line,
            column,
            f"“{text}”不是{_WORDS[kind]}",
            f"{text!r} is not a {kind}",
            kind,
            text,
        ) from error


def _first_wrong(read: Callable[[str], object], cells: Sequence[str]) -> tuple[int, str]:
    for line, text in enumerate(cells, start=2):
        try:
            _ = text == "" or read(text)
        except (ValueError, KeyError):
            return line, text
    raise AssertionError("a column that could not be read has no wrong cell")


def _wrong(
    file: str,
    line: int,
    column: str,
    problem: str,
    problem_en: str,
    code: str,
    value: object = None,
) -> LibraryError:
    where = f"第{line}行 {column}".strip()
    return LibraryError(file, where, problem, problem_en, code=code, value=value, line=line)


def read_csv(path: Path, root: Path, columns: Mapping[str, str], provenance: bool) -> pl.DataFrame:
    """A CSV file with exactly these columns, typed; with ``provenance`` also note, source,
    certainty.
    """
    file = path.relative_to(root).as_posix()
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise no_file(file) from error
    return parse_csv(file, content, columns, provenance)


def parse_csv(
    file: str, content: bytes, columns: Mapping[str, str], provenance: bool
) -> pl.DataFrame:
    """A CSV text in UTF-8, as ``read_csv`` reads a file.

    Raises: LibraryError naming row (the header is row 1) and column.
    """
    wanted = dict(columns) | (dict.fromkeys(PROVENANCE, "text") if provenance else {})
    try:
        header, *lines = list(csv.reader(StringIO(decoded(file, content), newline=""))) or [[]]
    except csv.Error as error:
        raise LibraryError(
            file, "-", f"不是有效的 CSV：{error}", f"not CSV: {error}", code="csv"
        ) from error
    if header != list(wanted):
        raise LibraryError(
            file,
            "表头",
            f"应为 {','.join(wanted)}",
            f"the header must be {','.join(wanted)}",
            code="header",
            value=",".join(header),
            line=1,
        )
    for line, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            count = f"{len(cells)} cells, not {len(header)}"
            raise _wrong(file, line, "", "列数不对", count, "cells", ",".join(cells))
    found = list(zip(*lines, strict=True)) if lines else [()] * len(header)
    typed = {
        name: _typed(file, name, kind, cells)
        for (name, kind), cells in zip(wanted.items(), found, strict=True)
    }
    if provenance:
        _refuse_uncertain(file, typed["certainty"])
        if "series" not in typed:
            _refuse_twice(file, {n: c for n, c in typed.items() if n not in PROVENANCE})
    return pl.DataFrame([pl.Series(n, typed[n], dtype=_POLARS[k]) for n, k in wanted.items()])


def _refuse_uncertain(file: str, words: Sequence[object]) -> None:
    for line, word in enumerate(words, start=2):
        if word not in CERTAINTIES:
            problem = f"“{word}”不是确定程度用词"
            english = f"{word!r} is not a word of certainty"
            raise _wrong(file, line, "certainty", problem, english, "certainty", word)


def _refuse_twice(file: str, columns: Mapping[str, Sequence[object]]) -> None:
    """A row whose facts are there twice; another source does not make it another row."""
    seen: set[tuple[object, ...]] = set()
    for line, row in enumerate(zip(*columns.values(), strict=True), start=2):
        if row in seen:
            raise _wrong(file, line, "", "重复的行", "a row is there twice", "duplicate")
        seen.add(row)
