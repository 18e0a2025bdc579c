"""A person who logs in."""

from __future__ import annotations

import pytest

from inventory.core.access import Role
from inventory.core.settings import Settings
from inventory.people.accounts import service
from inventory.people.accounts.models import User
from tests.inventory.people.accounts.logging_in import PASSWORD


@pytest.fixture
def user(ledger: Settings) -> User:
    return service.create_user("wang", "王工", PASSWORD, Role.INSPECTOR, ["440704"])
