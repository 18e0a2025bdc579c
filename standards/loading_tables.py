"""Documents, and the tables and catalogues that belong to them."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from standards.model import CERTAINTIES, Document, Kind, LibraryError, Table
from standards.strict import Entry, read_toml

DOCUMENT_TYPES = ("law", "standard", "catalogue", "plan", "policy", "compilation")
COLUMN_TYPES = ("text", "number", "date", "yesno")
PROVENANCE = ("note", "source", "certainty")
_POLARS: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "number": pl.Float64(),
    "date": pl.Date(),
    "yesno": pl.Boolean(),
}


DOCUMENT_FILES = ("documents.toml", "programmes/documents.toml")


def load_documents(root: Path) -> dict[str, Document]:
    """Every document by its number.

    Raises: LibraryError for unknown keys, duplicates, or dates that contradict each other.
    """
    documents: dict[str, Document] = {}
    for top in [read_toml(root / name, root) for name in DOCUMENT_FILES]:
        for entry in top.entries("document", "number"):
            document = _read_document(entry)
            if document.number in documents:
                raise entry.fail("number", "文件号重复", "this document is there twice")
            documents[document.number] = document
        top.finish()
    for document in documents.values():
        if document.superseded_by is not None and document.superseded_by not in documents:
            raise LibraryError(
                "documents.toml",
                f"document[{document.number}].superseded_by",
                f"没有文件“{document.superseded_by}”",
                f"there is no document {document.superseded_by!r}",
            )
    return documents


def _read_document(entry: Entry) -> Document:
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
    )
    entry.finish()
    start, end = document.in_force, document.superseded_on
    if start is not None and end is not None and end <= start:
        raise entry.fail("superseded_on", "须晚于施行日期", "must be after in_force")
    if document.issued is not None and start is not None and start < document.issued:
        raise entry.fail("in_force", "早于发布日期", "is before issued")
    return document


def load_tables(
    root: Path, documents: Mapping[str, Document], kinds: Mapping[str, Kind]
) -> dict[str, Table]:
    """Every declared table with typed rows.

    Raises: LibraryError naming the CSV file, and row and column of what is wrong.
    """
    top = read_toml(root / "tables.toml", root)
    tables: dict[str, Table] = {}
    for entry in top.entries("table"):
        table = _read_table(root, entry, documents, kinds)
        if table.id in tables:
            raise entry.fail("id", "表重复", "this table is there twice")
        tables[table.id] = table
    top.finish()
    return tables


def _read_table(
    root: Path, entry: Entry, documents: Mapping[str, Document], kinds: Mapping[str, Kind]
) -> Table:
    table_id, document, file = entry.text("id"), entry.text("document"), entry.text("file")
    if document not in documents:
        raise entry.fail("document", f"没有文件“{document}”", f"there is no document {document!r}")
    columns = _column_types(entry)
    _check_units(entry, columns, kinds)
    entry.finish()
    rows = read_csv(root / file, root, columns, provenance=True)
    return Table(table_id, document, file, rows)


def _column_types(entry: Entry) -> dict[str, str]:
    columns = entry.entry("columns")
    if columns is None:
        raise entry.fail("columns", "缺少此项", "is missing")
    types = {name: columns.choice(name, COLUMN_TYPES) for name in columns.names()}
    columns.finish()
    return types


def _check_units(entry: Entry, columns: Mapping[str, str], kinds: Mapping[str, Kind]) -> None:
    """Columns named after a field (or ``field__…``) declare the field's unit, and only that."""
    units = {str(k): str(v) for k, v in entry.mapping("units").items()}
    fields = {f.id: f for kind in kinds.values() for f in kind.fields}
    for name in columns:
        base = name.split("__")[0]
        unit = fields[base].unit if base in fields else None
        if unit != units.get(base) and base in fields:
            raise entry.fail(f"units.{base}", f"单位须为“{unit}”", f"the unit must be {unit!r}")
    known = {name.split("__")[0] for name in columns}
    for name in units:
        if name not in known:
            raise entry.fail(f"units.{name}", "表中没有此列", "the table has no such column")


def _cell(file: str, line: int, column: str, kind: str, text: str) -> object:
    if text == "":
        return None
    if kind == "text":
        return text
    try:
        if kind == "number":
            return float(text)
        if kind == "date":
            return date.fromisoformat(text)
        return {"yes": True, "no": False}[text]
    except (ValueError, KeyError) as error:
        raise LibraryError(
            file, f"第{line}行 {column}", f"“{text}”不是 {kind}", f"{text!r} is not a {kind}"
        ) from error


def read_csv(path: Path, root: Path, columns: Mapping[str, str], provenance: bool) -> pl.DataFrame:
    """A CSV file with exactly these columns, typed; with ``provenance`` also note, source,
    certainty.
    """
    file = path.relative_to(root).as_posix()
    wanted = dict(columns) | (dict.fromkeys(PROVENANCE, "text") if provenance else {})
    try:
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.reader(handle)
            header = next(reader, [])
            lines = list(reader)
    except FileNotFoundError as error:
        raise LibraryError(file, "-", "文件不存在", "the file does not exist") from error
    if header != list(wanted):
        raise LibraryError(
            file, "表头", f"应为 {','.join(wanted)}", f"the header must be {','.join(wanted)}"
        )
    records: list[dict[str, object]] = []
    for number, cells in enumerate(lines, start=2):
        if len(cells) != len(header):
            raise LibraryError(
                file, f"第{number}行", "列数不对", f"{len(cells)} cells, not {len(header)}"
            )
        record = {
            name: _cell(file, number, name, kind, text)
            for (name, kind), text in zip(wanted.items(), cells, strict=True)
        }
        if provenance and record["certainty"] not in CERTAINTIES:
            raise LibraryError(
                file,
                f"第{number}行 certainty",
                f"“{record['certainty']}”不是确定程度用词",
                f"{record['certainty']!r} is not a word of certainty",
            )
        records.append(record)
    frame = pl.DataFrame(records, schema={n: _POLARS[k] for n, k in wanted.items()})
    twice = frame.drop([c for c in PROVENANCE if c in frame.columns]).is_duplicated()
    if provenance and twice.any() and "series" not in frame.columns:
        raise LibraryError(
            file, f"第{(twice.arg_max() or 0) + 2}行", "重复的行", "a row is there twice"
        )
    return frame
