"""The checklist of a fresh installation: what is there, what is still to be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from inventory.app.backups import service as backups
from inventory.core import access
from inventory.core.access import Actor, Role
from inventory.enforcement.agencies.models import Agency
from inventory.people.accounts.models import User, UserDepartment, UserRegion
from inventory.registry.equipment.models import Equipment
from inventory.registry.notifications.models import Channel

ADMIN = frozenset({Role.ADMIN})


@dataclass(frozen=True)
class Step:
    """One line of the checklist; its words are the page's."""

    key: str
    done: bool


def _administrator() -> bool:
    return User.select().where(User.active & (User.role == Role.ADMIN)).exists()


def _agency() -> bool:
    """One that can issue: its letters name where to go and which court is competent."""
    whole = (Agency.address != "") & (Agency.phone != "") & (Agency.court != "")
    return Agency.select().where(whole).exists()


def _regions() -> bool:
    working = User.select().join(UserRegion, on=(UserRegion.user == User.id))
    return working.where(User.active & (User.role == Role.INSPECTOR)).exists()


def _departments() -> bool:
    return UserDepartment.select().exists()


def _ledger() -> bool:
    return Equipment.select().exists()


def _notifications() -> bool:
    return Channel.select().where(Channel.enabled).exists()


def _backup() -> bool:
    return backups.last() is not None


# In the order in which an office does them.
STEPS: Mapping[str, Callable[[], bool]] = {
    "administrator": _administrator,
    "agency": _agency,
    "regions": _regions,
    "departments": _departments,
    "ledger": _ledger,
    "notifications": _notifications,
    "backup": _backup,
}


def steps(actor: Actor) -> list[Step]:
    """Every step with whether it is done, for administrators."""
    access.require_role(actor, ADMIN)
    return [Step(key, done()) for key, done in STEPS.items()]
