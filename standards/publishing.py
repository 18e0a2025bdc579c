"""The library as an open data set: CSV files and a description that other programs can check.

The description is a Tabular Data Package (https://specs.frictionlessdata.io): each file with its
columns, their types and units, its size and digest, and the document that it comes from.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from standards.model import Library
from standards.outcomes import CERTAINTIES

DESCRIPTION = "datapackage.json"
# A column of limits is named after the field that it limits.
LIMITS = re.compile(r"(_(ge|gt|le|lt))?(__\w+)?$")
TYPES = {pl.String: "string", pl.Float64: "number", pl.Boolean: "boolean", pl.Date: "date"}


@dataclass(frozen=True)
class Sheet:
    """One file of the set: `name` is its identifier, `units` those of columns named after them."""

    name: str
    title: str
    rows: pl.DataFrame
    document: str = ""

    @property
    def path(self) -> str:
        return f"data/{self.name}.csv"


def publish(library: Library, folder: Path) -> int:
    """Write the library below a folder that does not exist yet; gives the number of data files.

    Raises: FileExistsError.
    """
    folder.mkdir(parents=True)
    (folder / "data").mkdir()
    units = {each.id: each.unit for kind in library.kinds.values() for each in kind.fields}
    resources = []
    for sheet in sheets(library):
        content = sheet.rows.write_csv().encode()
        (folder / sheet.path).write_bytes(content)
        resources.append(_resource(sheet, content, units))
    described = {
        "profile": "tabular-data-package",
        "name": "huanxin-library",
        "title": "焕新台账法规库 / Huanxin library of regulation",
        "version": library.version,
        "description": "Limits, catalogues, rules and local plans for equipment renewal in China. "
        "Transcribed; `certainty` says how well: confirmed (two independent sources), single, "
        "derived, recalled, doubtful. It is not the official text.",
        "licenses": [{"name": "Apache-2.0", "title": "Apache License 2.0"}],
        "resources": resources,
    }
    text = json.dumps(described, ensure_ascii=False, indent=1)
    (folder / DESCRIPTION).write_text(text + "\n", encoding="utf-8")
    return len(resources)


def sheets(library: Library) -> Iterator[Sheet]:
    """All that the library holds, as flat tables."""
    yield Sheet("documents", "Laws, standards, catalogues and plans", _documents(library))
    yield Sheet("rules", "Rules: which document says what, from when to when", _rules(library))
    yield Sheet("kinds", "Kinds of equipment and the facts of each", _fields(library))
    yield Sheet("programmes", "Subsidy programmes and their amounts", _programmes(library))
    for table in library.tables.values():
        document = library.documents.get(table.document)
        title = f"{table.document} {document.title}" if document else table.document
        yield Sheet(table.id, title, table.rows, table.document)
    for code, plan in sorted(library.plans.items()):
        for part in ("measures", "targets", "tasks", "practices", "wording"):
            title = f"{plan.title} ({part})"
            yield Sheet(f"plan-{code}-{part}", title, getattr(plan, part), plan.document)


def _documents(library: Library) -> pl.DataFrame:
    days = ("issued", "in_force", "superseded_on", "last_checked", "looked_on")
    texts = ("number", "title", "type", "issuer", "superseded_by", "certainty", "source", "note")
    found = ({name: getattr(item, name) for name in (*texts, *days)} for item in _of(library))
    return _frame(found, texts, days)


def _of(library: Library) -> Iterable[Any]:
    return library.documents.values()


def _rules(library: Library) -> pl.DataFrame:
    texts = ("id", "kind", "title_zh", "title_en", "document", "clause", "check", "selects")
    more = ("obligation", "region", "certainty", "source", "as_written")
    days = ("valid_from", "valid_to")
    found = (
        {name: getattr(rule, name) for name in (*texts, *more[:-1], *days)}
        | {"as_written": json.dumps(rule.written, ensure_ascii=False, default=str)}
        for rule in library.rules
    )
    return _frame(found, (*texts, *more), days)


def _fields(library: Library) -> pl.DataFrame:
    texts = ("kind", "kind_zh", "kind_en", "field", "zh", "en", "type", "unit", "choices")
    found = (
        {
            "kind": kind.id,
            "kind_zh": kind.name_zh,
            "kind_en": kind.name_en,
            "field": each.id,
            "zh": each.heading_zh,
            "en": each.heading_en,
            "type": each.type,
            "unit": each.unit or None,
            "choices": "；".join(each.choices) or None,
        }
        for kind in library.kinds.values()
        for each in kind.fields
    )
    return _frame(found, texts)


def _programmes(library: Library) -> pl.DataFrame:
    texts = ("id", "title_zh", "title_en", "kinds", "document", "region", "item", "amount", "unit")
    more = ("conditions", "stacking", "window_certainty", "certainty", "source")
    days = ("valid_from", "valid_to")
    found = (
        {
            **{name: getattr(each, name) for name in ("id", "title_zh", "title_en", *days)},
            **{name: getattr(each, name) for name in ("document", "region", "source")},
            "kinds": "；".join(each.kinds),
            "item": amount.item_zh,
            "amount": f"{amount.value:g}",
            "unit": amount.unit,
            "conditions": "；".join(one.zh for one in (*each.conditions, *amount.conditions)),
            "stacking": each.stacking_zh,
            "window_certainty": each.window_certainty,
            "certainty": amount.certainty,
        }
        for each in library.programmes
        for amount in each.amounts
    )
    return _frame(found, (*texts, *more), days)


def _frame(
    rows: Iterable[Mapping[str, Any]], texts: Iterable[str], days: Iterable[str] = ()
) -> pl.DataFrame:
    schema = dict.fromkeys(texts, pl.String()) | dict.fromkeys(days, pl.Date())
    return pl.DataFrame(list(rows), schema=schema)


def _resource(sheet: Sheet, content: bytes, units: Mapping[str, str | None]) -> dict[str, Any]:
    sources = [{"title": sheet.document}] if sheet.document else []
    return {
        "profile": "tabular-data-resource",
        "name": sheet.name,
        "path": sheet.path,
        "title": sheet.title,
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **({"sources": sources} if sources else {}),
        "schema": {
            "missingValues": [""],
            "fields": [_field(name, sort, units) for name, sort in sheet.rows.schema.items()],
        },
    }


def _field(name: str, sort: pl.DataType, units: Mapping[str, str | None]) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "type": TYPES[type(sort)]}
    unit = units.get(LIMITS.sub("", name))
    if described["type"] == "number" and unit:
        described["unit"] = unit
    if name == "certainty":
        described["constraints"] = {"required": True, "enum": list(CERTAINTIES)}
    return described
