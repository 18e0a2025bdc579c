"""Who handles a case: officers and certificates come from their accounts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from inventory.core import access, clock
from inventory.core.access import OFFICE, Actor, Role
from inventory.core.errors import Invalid
from inventory.core.messages import Sentence, sentence
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.models import Case, CaseOfficer
from inventory.people.accounts import departments
from inventory.people.accounts.models import User, UserRegion


@dataclass(frozen=True)
class Candidate:
    """A person of the office; `problem` says why the person may not be chosen."""

    user_id: int
    name: str
    certificate_no: str
    certificate_until: date | None
    kinds: frozenset[str] | None  # that the own departments lead; None: every kind
    problem: str

    @property
    def why(self) -> Sentence:
        return _why(self.problem, self) if self.problem else Sentence("", "")


def _why(problem: str, person: Candidate) -> Sentence:
    return sentence(
        f"officer_problems.{problem}", number=person.certificate_no, day=person.certificate_until
    )


def candidates(actor: Actor, region: str, kinds: Collection[str] = ()) -> list[Candidate]:
    """The office's people of a region, each with what keeps them from a case about such kinds."""
    access.require_region(actor, region)
    rows = User.select().where(User.active & User.role.in_([role.value for role in OFFICE]))
    regions: dict[int, list[str]] = {}
    for row in UserRegion.select():
        regions.setdefault(row.user_id, []).append(row.region)
    led = departments.kinds_of_all()
    return [
        _candidate(user, led.get(user.id), kinds)
        for user in rows.order_by(User.display_name, User.id)
        if Actor(user.id, "", Role(user.role), tuple(regions.get(user.id, ()))).sees(region, None)
    ]


def _candidate(user: User, led: frozenset[str] | None, kinds: Collection[str]) -> Candidate:
    until = user.certificate_until
    if not user.certificate_no:
        problem = "no_certificate"
    elif until is not None and until < clock.today():
        problem = "expired"
    else:
        problem = "" if led is None or set(kinds) <= led else "other_department"
    return Candidate(user.id, user.display_name, user.certificate_no, until, led, problem)


def chosen(
    actor: Actor, region: str, kinds: Collection[str], users: Sequence[int]
) -> list[Candidate]:
    """The people that were chosen, each once. Raises Invalid with everything that forbids it."""
    known = {person.user_id: person for person in candidates(actor, region, kinds)}
    strange = [key for key in users if key not in known]
    if strange:
        details = [
            {"field": "officers", "value": key, "message": "不是该地区的执法人员"}
            for key in strange
        ]
        raise Invalid.of("cases.no_officer", details=details)
    people = [known[key] for key in users]
    wrong = [
        {
            "field": "officers",
            "value": person.user_id,
            "message": f"{person.name}：{why.zh}",
            "message_en": f"{person.name}: {why.en}",
        }
        for person, why in _wrong(people)
    ]
    if wrong:
        raise Invalid.of("cases.wrong_officers", details=wrong)
    return people


def _wrong(people: Sequence[Candidate]) -> Iterator[tuple[Candidate, Sentence]]:
    """Who may not be chosen, and who stands there twice, in person or by certificate."""
    seen: set[int] = set()
    certificates: set[str] = set()
    for person in people:
        if person.user_id in seen:
            yield person, _why("twice", person)
        elif person.problem:
            yield person, person.why
        elif person.certificate_no in certificates:
            yield person, _why("same_certificate", person)
        seen.add(person.user_id)
        certificates.add(person.certificate_no)


def set_officers(actor: Actor, case: Case, users: Sequence[int]) -> None:
    """Replace the officers by these accounts, with their certificates as they are now."""
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    people = chosen(actor, case.enterprise.region, kinds, users)
    CaseOfficer.delete().where(CaseOfficer.case == case.id).execute()
    for person in people:
        CaseOfficer.create(
            case=case,
            user=person.user_id,
            name=person.name,
            certificate_no=person.certificate_no,
            certificate_until=person.certificate_until,
        )
