"""A trial's changes as a local document: what was tried becomes the draft of a package."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from inventory.core.access import Actor
from inventory.core.errors import Conflict, Invalid
from inventory.judgement.library import current, packages
from inventory.judgement.library.models import LibraryPackage
from inventory.judgement.library.tables import tables_of
from inventory.judgement.whatif import service
from inventory.judgement.whatif.models import WhatIf
from standards import Library, Rule, Table
from standards.loading_tables import PROVENANCE, field_units

COLUMN_TYPES: Mapping[Any, str] = {
    pl.String(): "text",
    pl.Float64(): "number",
    pl.Date(): "date",
    pl.Boolean(): "yesno",
}
NAME = "amendment.toml"
# An entry of the file, key by key as it is written: an amendment, or a repeal.
Entry = dict[str, Any]


@dataclass(frozen=True)
class Heading:
    """The document that is to order the tried changes."""

    number: str
    title: str
    in_force: date
    issuer: str = ""
    issued: date | None = None
    type: str = "policy"
    region: str = ""
    clause: str = "正文"
    slug: str = ""


def make(actor: Actor, what_if_id: int, heading: Heading) -> LibraryPackage:
    """The draft of a package that orders a finished trial's changes from `in_force` on."""
    what_if = service.get(actor, what_if_id)
    if what_if.finished_at is None:
        raise Conflict.of("whatif.not_finished")
    if what_if.package is not None or not what_if.changes:
        raise Invalid.of("whatif.no_changes")
    files = _files(current.load(), what_if, heading)
    return packages.create(actor, files, what_if.id)


def _files(library: Library, what_if: WhatIf, heading: Heading) -> dict[str, bytes]:
    slug = heading.slug or packages.free_slug(f"trial-{what_if.id}")
    changed = service.drafted(what_if.changes)
    tables = {
        item["table"]: f"local-{slug}.{item['table']}"
        for item in what_if.changes
        if item.get("table")
    }
    amendments = _amendments(library, what_if.changes, tables, heading)
    text = [_head(library, slug, heading, amendments)]
    text += [_table(changed.tables[old], new, heading, library) for old, new in tables.items()]
    text += [_block("amendment", item) for item in amendments]
    files = {NAME: "\n".join(text).encode()}
    return files | {f"{old}.csv": _csv(changed.tables[old]) for old in tables}


def _head(
    library: Library, slug: str, heading: Heading, amendments: Iterable[Mapping[str, Any]]
) -> str:
    named = {item["rule"] for item in amendments}
    places = {rule.region for rule in library.rules if rule.id in named}
    own = places.pop() if len(places) == 1 else None
    region = heading.region or own
    document = {
        "number": heading.number,
        "title": heading.title,
        "type": heading.type,
        "issuer": heading.issuer or None,
        "issued": heading.issued,
        "in_force": heading.in_force,
        "certainty": "confirmed",
        "source": "由试算转成",
    }
    top = _lines({"slug": slug, "region": region or None})
    return f"{top}\n{_block('document', document)}"


def _amendments(
    library: Library,
    changes: Iterable[Mapping[str, Any]],
    tables: Mapping[str, str],
    heading: Heading,
) -> list[Entry]:
    """One amendment of each rule that is changed or looks into a changed table, and repeals for
    the time in which the trial lets a rule rest.
    """
    found: dict[str, Entry] = {}
    repeals: list[Entry] = []

    def of(rule: str) -> Entry:
        blank: Entry = {"rule": rule, "clause": heading.clause, "from": heading.in_force}
        return found.setdefault(rule, blank)

    for rule in library.rules:
        used = {old: new for old, new in tables.items() if old in tables_of(library, rule)}
        if used and (rule.valid_to is None or rule.valid_to > heading.in_force):
            of(rule.id)["tables"] = used
    for change in changes:
        if change.get("table"):
            continue
        (rule, *_rest) = [item for item in library.rules if item.id == change["rule"]]
        first, _, name = change["key"].partition(".")
        if first == "params":
            value = service.changes_of([dict(change)])[0].value
            of(rule.id).setdefault("params", {})[name] = _typed(rule.params[name], value)
        elif first in ("from", "to"):
            repeals += _rest_of(rule, first, date.fromisoformat(change["value"]), heading)
        else:
            of(rule.id)[first] = change["value"]
    return _apart(list(found.values()), repeals)


def _typed(former: Any, value: Any) -> Any:
    if isinstance(former, date):
        return date.fromisoformat(value)
    return float(value) if isinstance(former, float) else value


def _rest_of(rule: Rule, key: str, day: date, heading: Heading) -> list[Entry]:
    """The time in which a rule does not apply, because it begins later or ends earlier."""
    blank: Entry = {"rule": rule.id, "clause": heading.clause, "repeal": True}
    if key == "to" and (rule.valid_to is None or day < rule.valid_to):
        return [blank | {"from": max(day, heading.in_force)}]
    if key == "from" and day > heading.in_force:
        return [blank | {"from": heading.in_force, "to": day}]
    if key == "from" and rule.valid_from <= heading.in_force:
        return []  # from the document's day on it holds anyway
    raise Invalid.of(
        "whatif.bad_draft_packaging",
        id=rule.id,
        details=[{"field": f"rule[{rule.id}].{key}", "value": day.isoformat(), "message": ""}],
    )


def _apart(amendments: list[Entry], repeals: list[Entry]) -> list[Entry]:
    """Amendments that end where their rule begins to rest, or begin when it has rested."""
    kept = []
    for item in amendments:
        for rest in (r for r in repeals if r["rule"] == item["rule"]):
            if "to" in rest:
                item["from"] = max(item["from"], rest["to"])
            else:
                item["to"] = rest["from"]
        if item["from"] < item.get("to", date.max):
            kept.append(item)
    return [*kept, *repeals]


def _table(table: Table, new_id: str, heading: Heading, library: Library) -> str:
    columns = {
        name: COLUMN_TYPES[dtype]
        for name, dtype in table.rows.schema.items()
        if name not in PROVENANCE
    }
    units = {k: v for k, v in field_units(columns, library.kinds).items() if v is not None}
    head = {
        "id": new_id,
        "document": heading.number,
        "file": f"{table.id}.csv",
        "units": units or None,
    }
    return f"{_block('table', head)}[table.columns]\n{_lines(columns)}"


def _csv(table: Table) -> bytes:
    """The rows as the loader reads them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.rows.columns)
    for row in table.rows.iter_rows():
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)


def _block(name: str, values: Mapping[str, Any]) -> str:
    return f"[[{name}]]\n{_lines(values)}"


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(
        f"{json.dumps(key, ensure_ascii=False)} = {_toml(value)}\n"
        for key, value in values.items()
        if value is not None
    )


def _toml(value: Any) -> str:
    """A value as TOML; its basic strings are those of JSON."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{json.dumps(k, ensure_ascii=False)} = {_toml(v)}" for k, v in value.items()
        )
        return f"{{ {inner} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return json.dumps(value, ensure_ascii=False)
