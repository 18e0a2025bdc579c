"""Departments of each region's authority, and which kinds of equipment they lead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.people.accounts.models import Department, UserDepartment


def load_packs() -> int:
    """Write the departments of the regional packs into an empty table; returns how many.

    A table with rows is left alone: what an administrator has deleted must not come back.
    """
    from seeds.packs import packs

    if Department.select().exists():
        return 0
    rows = [
        {"region": item.region, "name": item.name, "kinds": list(item.kinds)}
        for pack in packs()
        for item in pack.agencies
    ]
    with db.atomic():
        Department.insert_many(rows).execute()
    return len(rows)


def kinds_of(user: int) -> frozenset[str] | None:
    """The kinds that a user's departments lead together; None (all) without a department.

    A small bureau need not divide its work. Who belongs to a department that leads nothing
    (e.g. one that only advises) has the empty set and writes about no device.
    """
    rows = list(
        Department.select(Department.kinds).join(UserDepartment).where(UserDepartment.user == user)
    )
    if not rows:
        return None
    return frozenset(kind for row in rows for kind in row.kinds)


def kinds_of_all() -> dict[int, frozenset[str]]:
    """The same of every user with a department; whoever is not named leads all."""
    rows = UserDepartment.select(UserDepartment.user, Department.kinds).join(Department)
    found: dict[int, frozenset[str]] = {}
    for user, kinds in rows.tuples():
        found[user] = found.get(user, frozenset()) | frozenset(kinds)
    return found


def visible(actor: Actor) -> list[Department]:
    """The departments of the regions that `actor` sees."""
    rows = Department.select().order_by(Department.region, Department.id)
    return [item for item in rows if actor.sees(item.region, None)]


def create(actor: Actor, region: str, name: str, kinds: Sequence[str]) -> Department:
    """A new department of a region."""
    regions.get(region)
    _check_kinds(kinds)
    with db.atomic():
        _refuse_taken(region, name)
        made = Department.create(region=region, name=name, kinds=sorted(set(kinds)))
    _note("department.created", actor, made)
    return made


def update(actor: Actor, department_id: int, values: dict[str, Any]) -> Department:
    """Change the name or the kinds of a department; its people's rights change with it."""
    with db.atomic():
        found = get(department_id)
        if "kinds" in values:
            _check_kinds(values["kinds"])
            found.kinds = sorted(set(values["kinds"]))
        if values.get("name", found.name) != found.name:
            _refuse_taken(found.region, values["name"])
            found.name = values["name"]
        found.save()
    _note("department.changed", actor, found)
    return found


def delete(actor: Actor, department_id: int) -> None:
    """Delete an empty department: members who lose their last one could write about every kind."""
    with db.atomic():
        found = get(department_id)
        members = UserDepartment.select().where(UserDepartment.department == found).count()
        if members:
            raise Conflict.of("accounts.department_in_use", name=found.name, members=members)
        found.delete_instance()
    _note("department.deleted", actor, found)


def get(department_id: int) -> Department:
    found = Department.get_or_none(Department.id == department_id)
    if found is None:
        raise not_found("部门", "department")
    return found


def assign(user: int, department_ids: Sequence[int]) -> None:
    """Replace the departments of a user; call inside a transaction."""
    wanted = set(department_ids)
    known = {row.id for row in Department.select(Department.id).where(Department.id.in_(wanted))}
    if wanted - known:
        raise Invalid.of(
            "accounts.unknown_department",
            min=min(wanted - known),
            details=[{"field": "departments", "value": min(wanted - known), "message": "未知部门"}],
        )
    UserDepartment.delete().where(UserDepartment.user == user).execute()
    for department in sorted(wanted):
        UserDepartment.create(user=user, department=department)


def _check_kinds(kinds: Sequence[str]) -> None:
    known = known_kinds()
    unknown = [kind for kind in kinds if kind not in known]
    if unknown:
        raise Invalid.of(
            "accounts.unknown_kind",
            unknown=unknown[0],
            names="、".join(known),
            details=[{"field": "kinds", "value": kind, "message": "未知种类"} for kind in unknown],
        )


def _refuse_taken(region: str, name: str) -> None:
    if (
        Department.select()
        .where((Department.region == region) & (Department.name == name))
        .exists()
    ):
        raise Conflict.of("accounts.department_taken", name=name)


def _note(event: str, actor: Actor, department: Department) -> None:
    audit.record(
        event,
        actor,
        subject="department",
        subject_id=department.id,
        detail={"region": department.region, "name": department.name, "kinds": department.kinds},
    )
