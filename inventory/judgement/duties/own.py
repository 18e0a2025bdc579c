"""Which statements are an officer's: those of the own department, and those given by name.

Leaders, auditors and administrators see a whole plan, and so does an inspector who belongs to no
department; one who does is kept to what the department or the person has been given, and to what
the plan itself gives to a unit of that name.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory.core.access import Actor, Role
from inventory.judgement.duties import lists
from inventory.judgement.duties.models import Duty
from inventory.people.accounts.models import Department, UserDepartment
from standards.statements import Statement


@dataclass(frozen=True)
class Own:
    """Names of departments, and the person; `everything` sees the whole plan."""

    everything: bool
    names: frozenset[str]
    person: int | None

    def has(self, department: str, person: int | None, one: Statement | None = None) -> bool:
        """Whether something that was given to a department and a person is the officer's."""
        if self.everything or (person is not None and person == self.person):
            return True
        if department:
            return department in self.names
        return one is not None and not self.names.isdisjoint(one.units)


def of(actor: Actor) -> Own:
    """What an actor is kept to: one query, none for who sees everything."""
    # Kinds are given through departments: without departments there is no limit.
    if actor.role is not Role.INSPECTOR or actor.kinds is None or actor.id is None:
        return Own(True, frozenset(), actor.id)
    return Own(False, departments(actor.id), actor.id)


def departments(user: int) -> frozenset[str]:
    """The names of a person's departments."""
    rows = (
        Department.select(Department.name).join(UserDepartment).where(UserDepartment.user == user)
    )
    return frozenset(name for (name,) in rows.tuples())


def statements(mine: Own, region: str) -> list[Statement]:
    """What of a plan and its lists is an officer's."""
    rows = Duty.select(Duty.statement, Duty.department, Duty.person).where(Duty.region == region)
    given = {name: (department, person) for name, department, person in rows.tuples()}
    return [
        one for one in lists.everything(region) if mine.has(*given.get(one.id, ("", None)), one)
    ]
