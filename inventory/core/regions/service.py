"""Which divisions exist and which code covers which."""

from __future__ import annotations

from collections.abc import Iterable

from inventory.core import database
from inventory.core.errors import Invalid
from inventory.core.regions.models import Region


def get(code: str) -> Region:
    """The division, or a clear refusal."""
    region = Region.get_or_none(Region.code == code)
    if region is None:
        raise Invalid.of(
            "regions.unknown_region",
            code=code,
            details=[{"field": "region", "value": code, "message": "未知代码"}],
        )
    return region


def load_divisions() -> int:
    """Write the shipped divisions into the table; returns how many are new."""
    from seeds.divisions import divisions

    known = {row[0] for row in Region.select(Region.code).tuples()}
    new = [
        (item.code, item.name, item.full_name, item.level, item.parent_code)
        for item in divisions()
        if item.code not in known
    ]
    with database.db.atomic():
        database.bulk_insert(Region, ("code", "name", "full_name", "level", "parent"), new)
    return len(new)


def names(codes: set[str]) -> dict[str, str]:
    """Full names of the given codes."""
    found: dict[str, str] = {}
    for chunk in database.in_chunks(codes):
        rows = Region.select(Region.code, Region.full_name).where(Region.code.in_(chunk))
        found.update(dict(rows.tuples()))
    return found


def above_townships() -> list[tuple[str, str]]:
    """Code and name of all provinces, cities and counties."""
    query = Region.select(Region.code, Region.name).where(Region.level != "township")
    return list(query.tuples())


def by_codes(codes: Iterable[str]) -> list[Region]:
    """The divisions of these codes, in the order of the codes."""
    return list(Region.select().where(Region.code.in_(sorted(codes))).order_by(Region.code))


def children(parent: str = "") -> list[Region]:
    """The divisions directly below `parent`; the provinces if blank."""
    condition = Region.parent == parent if parent else Region.parent.is_null()
    return list(Region.select().where(condition).order_by(Region.code))
