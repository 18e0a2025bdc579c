"""Which divisions exist and which code covers which."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import Case, fn

from inventory.core import database
from inventory.core.bulk import bulk_insert
from inventory.core.errors import Invalid
from inventory.core.regions.models import Region

FOUND = 20


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
        bulk_insert(Region, ("code", "name", "full_name", "level", "parent"), new)
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


def named(text: str, root: str = "") -> list[Region]:
    """Up to `FOUND` divisions below `root` that a typed text names, the largest first.

    Digits are the beginning of a code; words a part of the name.
    """
    if text.isascii() and text.isdigit():
        condition = Region.code.startswith(text)
    else:
        condition = Region.full_name.contains(text) | Region.name.contains(text)
    if root:
        condition &= Region.code.startswith(_stem(root))
    exact = Case(None, ((Region.name.startswith(text), 0),), 1)
    query = Region.select().where(condition)
    return list(query.order_by(exact, fn.LENGTH(Region.code), Region.code).limit(FOUND))


def _stem(code: str) -> str:
    """What the codes below a division begin with."""
    if len(code) > 6:
        return code
    return code.removesuffix("00").removesuffix("00")
