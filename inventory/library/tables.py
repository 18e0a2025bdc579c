"""Limit tables and catalogues as pages: what each column holds, and rows without web addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

import standards
from inventory.errors import not_found
from standards import Library, Rule, Table

# Provenance is kept in the data for whoever mends it; an official's page shows its certainty.
HIDDEN = frozenset({"source"})
ADDRESS = re.compile(r"\(?\b(?:https?://|github[ :])\S+\)?")


def tables_of(library: Library, rule: Rule) -> list[str]:
    """The tables that a rule looks into, by its editions and by its parameters."""
    named = [edition.table for edition in rule.editions]
    named += [
        value
        for value in rule.params.values()
        if isinstance(value, str) and value in library.tables
    ]
    return list(dict.fromkeys(named))


def table_summary(table: Table) -> dict[str, Any]:
    certainties = table.rows["certainty"].unique().to_list() if table.rows.height else []
    return {
        "id": table.id,
        "document": table.document,
        "rows": table.rows.height,
        "certainties": sorted(item for item in certainties if item),
    }


def listed() -> list[dict[str, Any]]:
    """The tables, in the library's order."""
    return [table_summary(item) for item in standards.load().tables.values()]


def table(table_id: str) -> dict[str, Any]:
    """A limit table or catalogue with its rows and the certainty of each."""
    library = standards.load()
    found = library.tables.get(table_id)
    if found is None:
        raise not_found("表", "table")
    columns = [name for name in found.rows.columns if name not in HIDDEN]
    return {
        **table_summary(found),
        "document_title": library.documents[found.document].title,
        "columns": [heading(library, found, name) for name in columns],
        "row_list": [clean(row) for row in found.rows.iter_rows(named=True)],
        "used_by": [item.id for item in library.rules if table_id in tables_of(library, item)],
    }


def heading(library: Library, table: Table, column: str) -> dict[str, Any]:
    """What a column of a table holds: a field of a kind with its unit and grade, or its own."""
    base, _, grade = column.partition("__grade")
    fields = {
        field.id: field
        for item in library.rules
        if table.id in tables_of(library, item)
        for field in library.kinds[item.kind].fields
    }
    stem, bound = base, ""
    for ending, sign in ((("_gt"), ">"), (("_le"), "≤")):
        if base.endswith(ending):
            stem, bound = base.removesuffix(ending), sign
    field = fields.get(base) or fields.get(stem) or fields.get(f"rated_{stem}")
    names = (field.heading_zh, field.heading_en) if field else OWN_HEADINGS.get(
        base, OWN_HEADINGS.get(stem, (base, base))
    )  # fmt: skip
    suffix = (f"（{grade}级）", f" (grade {grade})") if grade else ("", "")
    return {
        "id": column,
        "heading_zh": f"{names[0]}{bound}{suffix[0]}",
        "heading_en": f"{names[1]}{' ' + bound if bound else ''}{suffix[1]}",
        "unit": field.unit if field else None,
    }


OWN_HEADINGS: Mapping[str, tuple[str, str]] = {
    "clause": ("条款", "Clause"),
    "item": ("条目", "Item"),
    "wording": ("原文", "Wording"),
    "note": ("说明", "Note"),
    "certainty": ("可信程度", "Certainty"),
    "capacity_tph": ("额定蒸发量", "Capacity"),
    "capacity_op": ("容量比较", "Comparison of capacity"),
    "capacity_min_kva": ("容量下限", "Capacity from"),
    "capacity_max_kva": ("容量上限", "Capacity to"),
    "stage": ("阶段", "Stage"),
    "pollutant": ("污染物", "Pollutant"),
    "limit_mg_m3": ("限值（mg/m³）", "Limit (mg/m³)"),
    "regions": ("地区", "Regions"),
    "outcome": ("结论", "Outcome"),
    "power_generation": ("发电用", "Power generation"),
    "reason": ("理由", "Reason"),
    "letters": ("型号字母", "Letters"),
    "series": ("系列", "Series"),
    "grade": ("等级", "Grade"),
    "made_until": ("制造截止", "Made until"),
    "eliminate_on": ("淘汰日期", "Eliminate on"),
    "later_outcome": ("此后制造的", "If made later"),
    "years": ("年限（年）", "Years"),
    "registered_from": ("登记起", "Registered from"),
    "registered_to": ("登记止", "Registered to"),
    "needs_manual_check": ("需人工核对", "To be checked by hand"),
    "hazmat": ("危险品运输", "Dangerous goods"),
}


def plain(value: Any) -> Any:
    """Parameters as JSON: dates as text, everything else as it stands."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def clean(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as JSON without its source, and without addresses of the web in its notes."""
    return {
        name: ADDRESS.sub("", value).strip(" ;") if isinstance(value, str) else plain(value)
        for name, value in row.items()
        if name not in HIDDEN
    }
