"""Single corrections of officials have a budget, of the person and of the address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import context
from inventory.core.errors import TooMany
from inventory.core.settings import Settings
from inventory.registry.equipment import corrections
from inventory.registry.equipment.models import MadeCorrection

ONE = Actor(1, "王监察", Role.INSPECTOR, ("440704",))
OFFICE = "192.0.2.7"


@pytest.fixture(autouse=True)
def small(ledger: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, most in (
        ("OF_A_PERSON", 3),
        ("OF_AN_ADDRESS", 5),
        ("BULK_OF_A_PERSON", 30),
        ("BULK_OF_AN_ADDRESS", 50),
    ):
        quota = getattr(corrections, name)
        monkeypatch.setattr(corrections, name, replace(quota, most=most))


def corrects(number: int, times: int, address: str = OFFICE) -> None:
    with context.acting("request", address):
        for _ in range(times):
            corrections.count(replace(ONE, id=number))


def test_a_person_has_so_many_within_an_hour_wherever_he_is() -> None:
    corrects(1, 2)
    corrects(1, 1, "192.0.2.8")
    with pytest.raises(TooMany, match="3 次") as refused:
        corrects(1, 1, "192.0.2.9")
    assert refused.value.headers["RateLimit-Policy"] == '"too_many_corrections";q=3;w=3600'
    assert 3_590 <= int(refused.value.headers["Retry-After"]) <= 3_600
    corrects(2, 1)  # a colleague goes on
    with clock.frozen(clock.now() + timedelta(minutes=61)):
        corrects(1, 1)
        assert MadeCorrection.select().count() == 1  # what is older is not kept


def test_an_address_has_so_many_whoever_asks() -> None:
    corrects(1, 3)
    corrects(2, 2)
    with pytest.raises(TooMany, match="网络地址"):
        corrects(3, 1)
    corrects(3, 1, "192.0.2.8")


def sends(number: int, devices: int, address: str = OFFICE) -> None:
    with context.acting("request", address):
        corrections.count_bulk(replace(ONE, id=number), devices)


def test_the_bulk_address_has_a_budget_of_devices() -> None:
    now = clock.now()
    for minutes, devices in ((0, 12), (10, 12), (20, 1)):
        with clock.frozen(now + timedelta(minutes=minutes)):
            sends(1, devices)
            corrects(1, 1)  # one by one is another budget
    with clock.frozen(now + timedelta(minutes=20)):
        with pytest.raises(TooMany, match="30 台") as refused:
            sends(1, 20)
        # The second dozen must have left: room for 20 is there 70 minutes after the beginning.
        assert refused.value.headers["RateLimit-Policy"] == '"too_many_in_bulk";q=30;w=3600'
        assert refused.value.headers["RateLimit"] == '"too_many_in_bulk";r=5;t=3000'
        assert refused.value.headers["Retry-After"] == "3000"
        sends(1, 5)  # as many as are left
        sends(2, 20)
        with pytest.raises(TooMany, match="网络地址"):
            sends(3, 1)
        sends(3, 1, "192.0.2.8")
        with pytest.raises(TooMany) as never:
            sends(4, 31, "192.0.2.9")
        assert never.value.left is None  # no waiting makes room for more than the budget
    with clock.frozen(now + timedelta(minutes=70, seconds=1)):
        sends(1, 20)


def test_commands_have_none() -> None:
    with context.acting("command"):
        for _ in range(6):
            corrections.count(SYSTEM)
    assert not MadeCorrection.select().exists()
