"""The table of responsibilities: the only writer of it, and the lookup that all others use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from inventory.core import access, clock, region_codes
from inventory.core.access import OFFICE, OFFICIALS, Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.people.accounts import sessions
from inventory.people.accounts.models import User
from inventory.people.responsibilities.models import Responsibility

ADMIN = frozenset({Role.ADMIN})
USUAL_WAIT = timedelta(days=3)


@dataclass(frozen=True)
class Shown:
    """A row of the table with the names of those in it."""

    id: int
    region: str
    region_name: str
    kind: str
    officer: int
    officer_name: str
    deputies: Sequence[int]
    deputy_names: Sequence[str]
    wait_days: int
    version: int
    inactive: bool  # somebody in it can no longer log in


@dataclass(frozen=True)
class Line:
    """Those who are asked, in order, and how long each has."""

    users: tuple[int, ...] = ()
    wait: timedelta = USUAL_WAIT


NOBODY = Line()


class Table:
    """The whole table in memory, active people only; finds whom a device belongs to."""

    def __init__(self, rows: Sequence[Responsibility], active: frozenset[int]) -> None:
        self._lines = {
            (region_codes.prefix(row.region), row.kind): Line(
                tuple(key for key in (row.officer_id, *row.deputies) if key in active),
                timedelta(days=row.wait_days),
            )
            for row in rows
        }

    def __bool__(self) -> bool:
        return bool(self._lines)

    def find(self, region: str, kind: str) -> Line:
        """The row of the smallest division that has one; a row for the kind comes first."""
        for length in range(len(region), 1, -1):
            for name in (kind, ""):
                found = self._lines.get((region[:length], name))
                if found is not None and found.users:
                    return found
        return NOBODY

    def line(self, region: str, kind: str) -> tuple[int, ...]:
        return self.find(region, kind).users


def table() -> Table:
    """The table as it stands: two queries, one while nobody has filled it in."""
    rows = list(Responsibility.select())
    if not rows:
        return Table([], frozenset())
    people = User.select(User.id).where(User.active & User.role.in_([str(r) for r in OFFICE]))
    return Table(rows, frozenset(key for (key,) in people.tuples()))


def listing(actor: Actor) -> list[Shown]:
    """The rows of the divisions that an official sees, by division and kind."""
    access.require_role(actor, OFFICIALS)
    rows = Responsibility.select().order_by(Responsibility.region, Responsibility.kind)
    return _shown([row for row in rows if _is_seen(actor, row.region)])


def _is_seen(actor: Actor, region: str) -> bool:
    """One's own divisions, and what those above them say of all."""
    above = any(region_codes.covers(region, own) for own in actor.regions)
    return above or actor.sees(region, None)


def _shown(rows: Sequence[Responsibility]) -> list[Shown]:
    people = {key for row in rows for key in (row.officer_id, *row.deputies)}
    users = {user.id: user for user in User.select().where(User.id.in_(sorted(people)))}
    names = regions.names({row.region for row in rows})
    return [
        Shown(
            id=row.id,
            region=row.region,
            region_name=names.get(row.region, row.region),
            kind=row.kind,
            officer=row.officer_id,
            officer_name=users[row.officer_id].display_name,
            deputies=row.deputies,
            deputy_names=[users[key].display_name for key in row.deputies if key in users],
            wait_days=row.wait_days,
            version=row.version,
            inactive=any(
                key not in users or not users[key].active for key in (row.officer_id, *row.deputies)
            ),
        )
        for row in rows
    ]


def create(actor: Actor, values: Mapping[str, Any]) -> Shown:
    """A new row; of one division and kind there is one."""
    access.require_role(actor, ADMIN)
    _check(values)
    with db.atomic():
        _refuse_taken(values["region"], values["kind"], 0)
        made = Responsibility.create(**values, updated_at=clock.now())
        _note("responsibility.created", actor, made)
    return _shown([made])[0]


def update(actor: Actor, row_id: int, version: int, values: Mapping[str, Any]) -> Shown:
    """Change a row; the second of two concurrent editors gets a conflict."""
    access.require_role(actor, ADMIN)
    with db.atomic():
        row = _get(row_id)
        after = {name: values.get(name, _value(row, name)) for name in FIELDS}
        _check(after)
        _refuse_taken(after["region"], after["kind"], row_id)
        changed = (
            Responsibility.update(**after, version=version + 1, updated_at=clock.now())
            .where((Responsibility.id == row_id) & (Responsibility.version == version))
            .execute()
        )
        if not changed:
            raise Conflict.of("responsibilities.stale")
        row = _get(row_id)
        _note("responsibility.changed", actor, row)
    return _shown([row])[0]


def delete(actor: Actor, row_id: int) -> None:
    """Delete a row; alerts that it assigned stay with their officers."""
    access.require_role(actor, ADMIN)
    with db.atomic():
        row = _get(row_id)
        row.delete_instance()
        _note("responsibility.deleted", actor, row)


FIELDS = ("region", "kind", "officer", "deputies", "wait_days")


def _value(row: Responsibility, name: str) -> Any:
    return row.officer_id if name == "officer" else getattr(row, name)


def _get(row_id: int) -> Responsibility:
    found = Responsibility.get_or_none(Responsibility.id == row_id)
    if found is None:
        raise not_found("分工", "responsibility")
    return found


def _check(values: Mapping[str, Any]) -> None:
    regions.get(values["region"])
    if values["kind"] and values["kind"] not in known_kinds():
        raise Invalid.of("responsibilities.unknown_kind", kind=values["kind"])
    line = [values["officer"], *values["deputies"]]
    if len(set(line)) < len(line):
        raise Invalid.of("responsibilities.twice")
    found = {user.id: user for user in User.select().where(User.id.in_(line))}
    for key in line:
        _check_officer(found.get(key), key, values)


def _check_officer(user: User | None, key: int, values: Mapping[str, Any]) -> None:
    """The person responsible for devices must have the right to write about them."""
    if user is not None and user.active and user.role in OFFICE:
        rights = sessions.actor_for(user)
        leads = rights.kinds is None or not values["kind"] or values["kind"] in rights.kinds
        if leads and rights.sees(values["region"], None):
            return
    name = user.display_name if user is not None else str(key)
    raise Invalid.of(
        "responsibilities.not_able",
        name=name,
        details=[{"field": "officer", "value": key, "message": "不能负责"}],
    )


def _refuse_taken(region: str, kind: str, but: int) -> None:
    same = (Responsibility.region == region) & (Responsibility.kind == kind)
    if Responsibility.select().where(same & (Responsibility.id != but)).exists():
        raise Conflict.of("responsibilities.taken")


def _note(event: str, actor: Actor, row: Responsibility) -> None:
    detail = {name: _value(row, name) for name in FIELDS}
    audit.record(event, actor, subject="responsibility", subject_id=row.id, detail=detail)
