"""What the tests of logging in share: a person, failures, the trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Unauthenticated
from inventory.core.web.client import Client
from inventory.people.accounts import (
    second_factor,
    service,
    totp,
)
from inventory.people.accounts.models import User

PASSWORD = "correct horse battery"


HERE = Client("192.0.2.1", "test")


def at(moment: datetime) -> Any:
    return clock.frozen(moment)


def fail(username: str, times: int, client: Client = HERE) -> None:
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            service.login(username, "wrong password", client=client)


def events() -> list[str]:
    return [row.event for row in AuditEvent.select().order_by(AuditEvent.id)]


def enrol(user: User, session: int | None = None) -> tuple[str, list[str]]:
    begun = second_factor.begin(user)
    step = totp.step_of(clock.now())
    codes = second_factor.confirm(user, SYSTEM, totp.code(begun.secret, step), session)
    return begun.secret, codes
