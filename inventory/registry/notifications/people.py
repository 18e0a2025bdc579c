"""The receivers of events: users with their rights and preferences, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from inventory.core import access
from inventory.core.access import OFFICE, Actor, Duty, Role
from inventory.people.accounts.models import Department, User, UserDepartment, UserRegion
from inventory.people.responsibilities import service as responsibilities
from inventory.registry.notifications.events import (
    ADMIN,
    BY,
    CLERK,
    LEADER,
    NAMED,
    OFFICER,
    REVIEWER,
    SIGNER,
    Event,
)
from inventory.registry.notifications.models import Happening, Preference
from inventory.registry.notifications.wishes import Wishes, wishes_of


@dataclass(frozen=True)
class Person:
    """A user who can receive notifications."""

    actor: Actor
    wishes: Wishes

    @property
    def id(self) -> int:
        return self.actor.id or 0

    def may_know(self, happening: Happening) -> bool:
        """Whether this person may see the event at the time of the notification."""
        if happening.enterprise is None and not happening.region:
            return self.actor.role is not Role.ENTERPRISE or self.id in happening.users
        return self.actor.sees(happening.region, happening.enterprise)

    def handles(self, region: str, kind: str) -> bool:
        leads = not kind or self.actor.kinds is None or kind in self.actor.kinds
        return self.actor.role in OFFICE and leads and self.actor.sees(region, None)


def everybody() -> list[Person]:
    """All active people with regions, kinds and wishes: five queries, however many there are."""
    users = list(User.select().where(User.active))
    regions: dict[int, list[str]] = defaultdict(list)
    for user, region in UserRegion.select(UserRegion.user, UserRegion.region).tuples():
        regions[user].append(region)
    kinds = _kinds()
    wishes = {row.user_id: wishes_of(row) for row in Preference.select()}
    return [
        Person(_actor(user, regions[user.id], kinds.get(user.id)), wishes.get(user.id, Wishes()))
        for user in users
    ]


def _kinds() -> dict[int, frozenset[str]]:
    led = dict(Department.select(Department.id, Department.kinds).tuples())
    found: dict[int, set[str]] = defaultdict(set)
    rows = UserDepartment.select(UserDepartment.user, UserDepartment.department)
    for user, department in rows.tuples():
        found[user].update(led[department])
    return {user: frozenset(names) for user, names in found.items()}


def _actor(user: User, regions: Sequence[str], kinds: frozenset[str] | None) -> Actor:
    return Actor(
        id=user.id,
        name=user.display_name,
        role=Role(user.role),
        regions=tuple(sorted(regions)),
        enterprise=user.enterprise_id,
        kinds=kinds,
        duties=frozenset(map(Duty, user.duties)),
    )


@dataclass
class Directory:
    """Finds whom a happening is for, without asking the database again."""

    people: Mapping[int, Person]
    table: responsibilities.Table
    _clerks: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _officers: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    _leaders: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Directory:
        made = cls({person.id: person for person in everybody()}, responsibilities.table())
        for person in made.people.values():
            if person.actor.role is Role.ENTERPRISE and person.actor.enterprise is not None:
                made._clerks[person.actor.enterprise].append(person.id)
        return made

    def audience(self, event: Event, happening: Happening) -> set[int]:
        """The receivers of the event who have the right to see it."""
        found: set[int] = set()
        for word in event.audience:
            found.update(FINDERS[word](self, happening))
        found.discard(happening.params.get(BY, 0))
        return {key for key in found if key in self.people and self.people[key].may_know(happening)}

    def _named(self, happening: Happening) -> Iterable[int]:
        return happening.users

    def _clerks_of(self, happening: Happening) -> Iterable[int]:
        return self._clerks.get(happening.enterprise or 0, ())

    def _officers_of(self, happening: Happening) -> Collection[int]:
        """By the table of responsibilities; without a row, everybody who may handle it."""
        if happening.users or not happening.region:
            return ()
        place = (happening.region, happening.kind)
        if place not in self._officers:
            line = self.table.line(*place)
            able = [key for key in line[:1] if key in self.people]
            self._officers[place] = able or [
                person.id
                for person in self.people.values()
                if person.actor.role is Role.INSPECTOR and person.handles(*place)
            ]
        return self._officers[place]

    def _leaders_of(self, happening: Happening) -> Collection[int]:
        if happening.region not in self._leaders:
            self._leaders[happening.region] = [
                person.id
                for person in self.people.values()
                if person.actor.role is Role.LEADER and person.actor.sees(happening.region, None)
            ]
        return self._leaders[happening.region]

    def _with_duty(self, duty: Duty, happening: Happening) -> list[int]:
        kinds = [happening.kind] if happening.kind else []
        return [
            key
            for key, person in self.people.items()
            if access.may_sign(person.actor, duty, happening.region, kinds)
        ]

    def _reviewers(self, happening: Happening) -> list[int]:
        return self._with_duty(Duty.REVIEW, happening)

    def _signers(self, happening: Happening) -> list[int]:
        return self._with_duty(Duty.APPROVE, happening)

    def _admins(self, _happening: Happening) -> list[int]:
        return [key for key, person in self.people.items() if person.actor.role is Role.ADMIN]


FINDERS: Mapping[str, Callable[[Directory, Happening], Iterable[int]]] = {
    NAMED: Directory._named,
    OFFICER: Directory._officers_of,
    CLERK: Directory._clerks_of,
    LEADER: Directory._leaders_of,
    REVIEWER: Directory._reviewers,
    SIGNER: Directory._signers,
    ADMIN: Directory._admins,
}
