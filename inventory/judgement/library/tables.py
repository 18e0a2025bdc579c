"""Limit tables and catalogues as pages: what each column holds, and rows without web addresses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from inventory.core.errors import not_found
from inventory.judgement.library import current, marks
from inventory.judgement.library.models import LibraryMark
from inventory.judgement.library.results import Column, TableDetail, TableHeading, TableSummary
from standards import Field, Library, Rule, Table

# Provenance is for the maintainers of the data; the page shows certainty only.
HIDDEN = frozenset({"source"})
BOUNDS = {"gt": ">", "ge": "≥", "lt": "<", "le": "≤"}
COEFFICIENT = re.compile(r"(?:(?P<part>base|loss)_)?(?P<power>[a-e]|[0-9])")
ADDRESS = re.compile(r"\(?\b(?:https?://|github[ :])\S+\)?")


def tables_of(library: Library, rule: Rule) -> list[str]:
    """The tables that a rule looks into, by its editions and by its parameters."""
    named = [edition.table for edition in rule.editions]
    named += [text for text in _texts(rule.params) if text in library.tables]
    return list(dict.fromkeys(named))


def _texts(value: Any) -> Iterator[str]:
    """Every text within a parameter."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def table_summary(table: Table, mark: LibraryMark | None = None) -> TableSummary:
    """A table in one line, with the mark that stands."""
    certainties = table.rows["certainty"].unique().to_list() if table.rows.height else []
    return TableSummary(
        id=table.id,
        document=table.document,
        rows=table.rows.height,
        certainties=sorted(item for item in certainties if item),
        check=marks.described(mark, table) if mark else None,
    )


def listed() -> list[TableHeading]:
    """The tables, in the library's order."""
    library, checked = current.load(), marks.standing()
    return [
        TableHeading(
            **vars(table_summary(item, checked.get(item.id))),
            document_title=library.documents[item.document].title,
        )
        for item in library.tables.values()
    ]


def table(table_id: str) -> TableDetail:
    """A limit table or catalogue with its rows and the certainty of each.

    Raises: NotFound.
    """
    library = current.load()
    found = library.tables.get(table_id)
    if found is None:
        raise not_found("表", "table")
    columns = [name for name in found.rows.columns if name not in HIDDEN]
    return TableDetail(
        **vars(table_summary(found, marks.standing().get(table_id))),
        marks=marks.of_table(found),
        document_title=library.documents[found.document].title,
        columns=[heading(library, found, name) for name in columns],
        row_list=[clean(row) for row in found.rows.iter_rows(named=True)],
        used_by=[item.id for item in library.rules if table_id in tables_of(library, item)],
    )


def heading(library: Library, table: Table, column: str) -> Column:
    """What a column of a table holds: a field of a kind with its unit and grade, or its own."""
    base, _, variant = column.partition("__")  # efficiency_pct__grade2, efficiency_pct__ie1
    stem, sign = _bound(base)
    field = next(
        (
            found
            for name in (base, stem, f"rated_{stem}")
            if (found := _field(library, table, name))
        ),
        None,
    )
    names = (field.heading_zh, field.heading_en) if field else _own(base, stem)
    grade = variant.removeprefix("grade")
    if grade != variant:
        marks = f"（{grade}级）", f" (grade {grade})"
    else:
        marks = (f"（{variant.upper()}）", f" ({variant.upper()})") if variant else ("", "")
    return Column(
        id=column,
        heading_zh=f"{names[0]}{sign}{marks[0]}",
        heading_en=f"{names[1]}{' ' + sign if sign else ''}{marks[1]}",
        unit=field.unit if field else None,
    )


def _bound(column: str) -> tuple[str, str]:
    """A column that bounds a band: capacity_tph_gt → (capacity_tph, >)."""
    stem, _, ending = column.rpartition("_")
    return (stem, BOUNDS[ending]) if stem and ending in BOUNDS else (column, "")


def _field(library: Library, table: Table, name: str) -> Field | None:
    """The field of that id: of a kind that is judged by the table, else of any kind."""
    used = [rule.kind for rule in library.rules if table.id in tables_of(library, rule)]
    kinds = (library.kinds[key] for key in (*used, *library.kinds))
    return next((kind.field(name) for kind in kinds if kind.has(name)), None)


def _own(base: str, stem: str) -> tuple[str, str]:
    own = _headings()
    coefficient = COEFFICIENT.fullmatch(base)
    if base in own or stem in own or not coefficient:
        zh, en = own.get(base) or own.get(stem) or (base, base)
        return zh, en
    part, power = coefficient["part"] or "", coefficient["power"]
    zh = {"base": "基准曲线", "loss": "修正曲线"}.get(part, "")
    return f"{zh}系数 {power}", f"{part} coefficient {power}".strip()


@cache
def _headings() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "headings.toml").read_text("utf-8")
    return tomllib.loads(text)


def plain(value: Any) -> Any:
    """Parameters as JSON: dates as text, everything else as it stands."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def clean(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row by column name as JSON, without its source and without web addresses in notes."""
    return {
        name: ADDRESS.sub("", value).strip(" ;") if isinstance(value, str) else plain(value)
        for name, value in row.items()
        if name not in HIDDEN
    }
