"""Who may see and do what: the one scope that lists, counts, exports and documents all use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from peewee import Expression, Field
from peewee import Value as SqlValue

from inventory.errors import Forbidden, Unauthenticated
from inventory.regions import service as regions


class Role(StrEnum):
    """What a person is; the words are stored and shown in the API."""

    ADMIN = "admin"
    INSPECTOR = "inspector"
    ENTERPRISE = "enterprise"


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a user with a role, the regions and the enterprise that bound it."""

    id: int | None
    name: str
    role: Role
    regions: tuple[str, ...] = ()
    enterprise: int | None = None

    def sees(self, region: str, enterprise: int | None) -> bool:
        """Whether a record of this region and enterprise is this actor's to see."""
        if self.role is Role.ADMIN:
            return True
        if self.role is Role.INSPECTOR:
            return any(regions.covers(own, region) for own in self.regions)
        return self.enterprise is not None and self.enterprise == enterprise


# The command line runs with the rights of whoever may read the database file.
SYSTEM = Actor(None, "system", Role.ADMIN)

OFFICE = frozenset({Role.ADMIN, Role.INSPECTOR})
EVERYONE = frozenset(Role)


def scope(actor: Actor, region: Field, enterprise: Field) -> Expression:
    """SQL condition that leaves only what `actor` may see.

    `region` and `enterprise` are the columns of the listed table that say whose a row is.
    """
    if actor.role is Role.ADMIN:
        return SqlValue(1) == 1
    if actor.role is Role.INSPECTOR and actor.regions:
        return reduce(or_, [regions.inside(region, code) for code in actor.regions])
    if actor.role is Role.ENTERPRISE and actor.enterprise is not None:
        return enterprise == actor.enterprise
    return SqlValue(1) == 0


def require_role(actor: Actor | None, allowed: frozenset[Role]) -> Actor:
    """The actor, if logged in and of one of the roles."""
    if actor is None:
        raise Unauthenticated("请先登录", "Please log in", "not_logged_in", "请用账号登录后重试")
    if actor.role not in allowed:
        raise Forbidden(
            "您的角色不能做这件事", "Your role may not do this", "forbidden", "请联系管理员"
        )
    return actor


def require_region(actor: Actor, region: str) -> None:
    """Writing into a region needs the region to be the actor's own."""
    if actor.role is Role.ENTERPRISE or not actor.sees(region, None):
        raise Forbidden(
            f"行政区划 {region} 不在您的管辖范围内",
            f"Region {region} is outside your area",
            "region_forbidden",
            "请选择您管辖的行政区划",
        )
