"""Who handles a case: officers and certificates come from their accounts, nothing is typed."""

from __future__ import annotations

from collections.abc import Sequence

from inventory.core import access
from inventory.core.access import OFFICE, Actor, Role
from inventory.core.errors import Invalid
from inventory.enforcement.cases.models import Case, CaseOfficer
from inventory.people.accounts.models import User, UserRegion


def candidates(actor: Actor, region: str) -> list[User]:
    """Who may handle a case of a region: the office's people there, whether certified or not."""
    access.require_region(actor, region)
    rows = User.select().where(User.active & User.role.in_([role.value for role in OFFICE]))
    regions: dict[int, list[str]] = {}
    for row in UserRegion.select():
        regions.setdefault(row.user_id, []).append(row.region)
    return [
        user
        for user in rows.order_by(User.display_name, User.id)
        if Actor(user.id, "", Role(user.role), tuple(regions.get(user.id, ()))).sees(region, None)
    ]


def set_officers(actor: Actor, case: Case, users: Sequence[int]) -> None:
    """Replace the officers by these accounts, with their certificates as they are now."""
    known = {user.id: user for user in candidates(actor, case.enterprise.region)}
    strange = [key for key in users if key not in known]
    if strange:
        raise Invalid.of(
            "cases.no_officer",
            details=[
                {"field": "officers", "value": key, "message": "不是该地区的执法人员"}
                for key in strange
            ],
        )
    CaseOfficer.delete().where(CaseOfficer.case == case.id).execute()
    for key in dict.fromkeys(users):
        CaseOfficer.create(
            case=case,
            user=key,
            name=known[key].display_name,
            certificate_no=known[key].certificate_no,
            certificate_until=known[key].certificate_until,
        )
