"""People, channels and receivers for the tests of notifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from inventory.core import outbound
from inventory.core.access import SYSTEM, Role
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.registry.notifications import channels
from inventory.registry.notifications.models import Channel, Preference
from tests.inventory.registry.notifications.receivers import (
    SECRET,
    Mailbox,
    Receiver,
    mail_server,
    receiver,
)

PASSWORD = "correct horse battery"
LOOPBACK = outbound.networks("127.0.0.1")


@dataclass(frozen=True)
class People:
    """One of each role; `away` is an officer of another county."""

    admin: User
    officer: User
    away: User
    leader: User
    clerk: User
    enterprise: int


@pytest.fixture
def people(ledger: Settings) -> People:
    owner = enterprises.create(SYSTEM, {"name": "江海区示例纺织厂", "region": "440704"})

    def user(name: str, role: Role, *regions: str, enterprise: int | None = None) -> User:
        return accounts.create_user(name, name, PASSWORD, role, regions, enterprise)

    return People(
        user("admin", Role.ADMIN),
        user("officer", Role.INSPECTOR, "440704"),
        user("away", Role.INSPECTOR, "140522"),
        user("leader", Role.LEADER, "440704"),
        user("clerk", Role.ENTERPRISE, enterprise=owner.id),
        owner.id,
    )


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as made:
        yield made


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as made:
        yield made


def mail_channel(box: Mailbox) -> Channel:
    settings = {
        "host": "127.0.0.1",
        "port": str(box.port),
        "security": "none",
        "sender": "焕新台账 <ledger@example.gov.cn>",
    }
    made = channels.create(SYSTEM, {"kind": "mail", "name": "邮件", "settings": settings})
    return channels.get(made.id)


def webhook(hook: Receiver, *events: str, name: str = "总线", regions: tuple[str, ...] = ()):
    values = {
        "kind": "webhook",
        "name": name,
        "settings": {"url": hook.url, "secret": SECRET},
        "events": list(events),
        "regions": list(regions),
    }
    return channels.get(channels.create(SYSTEM, values).id)


def wish(user: User, **values: object) -> Preference:
    return Preference.create(user=user, **{"choices": {}, **values})
