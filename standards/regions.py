"""Facts that follow from where a device stands: a table of division codes (GB/T 2260) decides
them; the user is never asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from standards.kinds import Field, Kind
from standards.model import Library, region_prefix


def decided_by_region(library: Library, field: Field, frame: pl.DataFrame, day: date) -> pl.Expr:
    """The field as its table of divisions has it on that day; what a record says of it does not
    count. Null without a region, or where only a part of the region is listed, and before the day
    of the document.
    """
    listed = [region_prefix(code) for code in _listed(library, field, day)]
    codes = frame["region"].drop_nulls().unique().to_list() if listed else []
    answers = {code: _inside(code, listed) for code in codes}
    return (
        pl.col("region")
        .replace_strict(answers, default=None, return_dtype=pl.Boolean)
        .alias(field.id)
    )


def decides_alike(library: Library, kind: Kind, days: Sequence[date]) -> bool:
    """Whether the tables of divisions say the same of every device of a kind on these days."""
    fields = [field for field in kind.fields if field.region_table]
    first, *others = [[_listed(library, field, day) for field in fields] for day in days]
    return all(first == other for other in others)


def _listed(library: Library, field: Field, day: date) -> Sequence[str]:
    table = library.tables[str(field.region_table)]
    document = library.documents[table.document]
    begun = document.in_force or document.issued
    return [] if begun is None or day < begun else table.rows["code"].to_list()


def _inside(code: str, listed: Sequence[str]) -> bool | None:
    prefix = region_prefix(code)
    if not code.isdigit() or len(prefix) < 2:
        return None
    if any(prefix.startswith(part) for part in listed):
        return True
    # a province of which some cities are listed
    return None if any(part.startswith(prefix) for part in listed) else False
