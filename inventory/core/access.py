"""Who may see and do what: the one scope that lists, counts, exports and documents all use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from peewee import Expression, Field
from peewee import Value as SqlValue

from inventory.core import region_codes
from inventory.core.errors import Forbidden, Unauthenticated


class Role(StrEnum):
    """What a person is; the words are stored and shown in the API."""

    ADMIN = "admin"
    INSPECTOR = "inspector"
    ENTERPRISE = "enterprise"
    LEADER = "leader"
    AUDITOR = "auditor"


class Duty(StrEnum):
    """What a person may do about papers that somebody else has drawn up."""

    REVIEW = "review"  # 法制审核
    APPROVE = "approve"  # the leader's signature


@dataclass(frozen=True)
class Actor:
    """Who acts: a user with a role, limited to regions and an enterprise."""

    id: int | None
    name: str
    role: Role
    regions: tuple[str, ...] = ()
    enterprise: int | None = None
    kinds: frozenset[str] | None = None  # kinds of equipment of the own departments; None = all
    duties: frozenset[Duty] = frozenset()

    def sees(self, region: str, enterprise: int | None) -> bool:
        """Whether this actor may see a record of this region and enterprise."""
        if self.role in EVERYWHERE:
            return True
        if self.role in REGIONAL:
            return any(region_codes.covers(own, region) for own in self.regions)
        return self.enterprise is not None and self.enterprise == enterprise


def snapshot(actor: Actor) -> Mapping[str, Any]:
    """The rights of an actor as JSON, for work that the worker does in the actor's name."""
    return {
        "id": actor.id,
        "name": actor.name,
        "role": actor.role.value,
        "regions": list(actor.regions),
        "enterprise": actor.enterprise,
        "kinds": None if actor.kinds is None else sorted(actor.kinds),
        "duties": sorted(actor.duties),
    }


def actor_of(scope: Mapping[str, Any]) -> Actor:
    """The actor of a snapshot. An old snapshot names no kinds, which means all."""
    kinds = scope.get("kinds")
    return Actor(
        scope["id"],
        scope["name"],
        Role(scope["role"]),
        tuple(scope["regions"]),
        scope["enterprise"],
        None if kinds is None else frozenset(kinds),
        frozenset(map(Duty, scope.get("duties", ()))),
    )


def still_holds(actor: Actor, scope: Mapping[str, Any]) -> bool:
    """Whether an actor still has every right of a snapshot: role, enterprise, regions and kinds.

    A file made with those rights must not be shown after one of them is lost.
    """
    if actor.role in EVERYWHERE:
        return True
    then = actor_of(scope)
    return (
        actor.role is then.role
        and actor.enterprise == then.enterprise
        and all(
            any(region_codes.covers(own, code) for own in actor.regions) for code in then.regions
        )
        and (actor.kinds is None or (then.kinds is not None and then.kinds <= actor.kinds))
    )


# Who sees all regions, and who sees the own ones.
EVERYWHERE = frozenset({Role.ADMIN, Role.AUDITOR})
REGIONAL = frozenset({Role.INSPECTOR, Role.LEADER})

# The command line has every right: its user can read the database file anyway.
SYSTEM = Actor(None, "system", Role.ADMIN)

# Who may write for the authority, who reads on its side, and who may log in at all.
OFFICE = frozenset({Role.ADMIN, Role.INSPECTOR})
OFFICIALS = OFFICE | {Role.LEADER, Role.AUDITOR}
EVERYONE = frozenset(Role)


def scope(actor: Actor, region: Field, enterprise: Field) -> Expression:
    """SQL condition that leaves only what `actor` may see.

    `region` and `enterprise` are the columns of the listed table that say whose a row is.
    """
    if actor.role in EVERYWHERE:
        return SqlValue(1) == 1
    if actor.role in REGIONAL and actor.regions:
        return reduce(or_, [region_codes.inside(region, code) for code in actor.regions])
    if actor.role is Role.ENTERPRISE and actor.enterprise is not None:
        return enterprise == actor.enterprise
    return SqlValue(1) == 0


def require_role(actor: Actor | None, allowed: frozenset[Role]) -> Actor:
    """The actor, if logged in and of one of the roles."""
    if actor is None:
        raise Unauthenticated.of("access.not_logged_in")
    if actor.role not in allowed:
        raise Forbidden.of("access.forbidden")
    return actor


def require_region(actor: Actor, region: str) -> None:
    """Refuse to write into a region that is not the actor's."""
    if actor.role not in OFFICE or not actor.sees(region, None):
        raise Forbidden.of("access.region_forbidden", region=region)


def require_kind(actor: Actor, kind: str) -> None:
    """Refuse to write about a kind that the actor's departments do not lead."""
    if actor.kinds is not None and kind not in actor.kinds:
        raise Forbidden.of("access.kind_forbidden")


def require_write(actor: Actor, region: str, kind: str) -> None:
    """Refuse to write about a device whose region or kind is not the actor's.

    A change of parent is checked twice: for the old place and for the new one.
    """
    require_region(actor, region)
    require_kind(actor, kind)


def require_kinds(actor: Actor, region: str, kinds: Iterable[str]) -> None:
    """Writing about several devices of one region needs each of their kinds to be the actor's."""
    require_region(actor, region)
    for kind in sorted(set(kinds)):
        require_kind(actor, kind)


def may_sign(actor: Actor, duty: Duty, region: str, kinds: Iterable[str]) -> bool:
    """Whether an actor has a duty for papers of a region about devices of these kinds."""
    own = actor.kinds is None or set(kinds) <= actor.kinds
    return duty in actor.duties and own and actor.sees(region, None)


def require_duty(actor: Actor, duty: Duty, region: str, kinds: Iterable[str]) -> None:
    """Refuse anybody who has not been given a duty, or not for this region and these kinds."""
    if not may_sign(actor, duty, region, kinds):
        raise Forbidden.of("access.no_duty", duty_zh=DUTY_ZH[duty], duty_en=duty.value)


DUTY_ZH = {Duty.REVIEW: "法制审核", Duty.APPROVE: "审批签发"}
