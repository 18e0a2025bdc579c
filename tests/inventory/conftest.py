"""The service; a small mixed ledger in two counties, and people who see all, one or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from inventory.app.factory import create_app
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.judgement.ledger import writing
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises
from seeds.county import county
from tests.prepared import BUILDERS, Shelf

HOME, AWAY = "440704", "140522"


@pytest.fixture(scope="session", autouse=True)
def quick_routes() -> Iterator[None]:
    """What builds an address is compiled once for each route, and not for each application.

    It is nine tenths of `create_app`, and depends on nothing but the route's own text.
    """
    compiled: dict[Any, Callable[..., Any]] = {}
    compiling = Rule._compile_builder

    def remembered(self: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        key = (self.rule, *self._trace, repr(self.defaults), append_unknown)
        if key not in compiled:
            compiled[key] = compiling(self, append_unknown)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", remembered)
        yield


@pytest.fixture
def app(ledger: Settings) -> Iterator[Flask]:
    """The service on this test's database; its requests share the test's connection."""
    made = create_app(replace(ledger, open_docs=True))
    made.config.update(TESTING=True, KEEP_CONNECTION=True)
    yield made
    made.extensions["queue"].close()


def _mixed(_settings: Settings) -> dict[str, Actor]:
    """240 devices of all kinds, two thirds of them in one county; gives the actors."""
    made = county(devices=240)
    owners = {}
    with db.atomic():
        for number, item in enumerate(made.enterprises):
            place = HOME if number % 3 else AWAY
            owners[number] = enterprises.create(SYSTEM, {"name": item.name, "region": place})
        changes = [
            Change(
                device.kind,
                owners[device.enterprise].id,
                owners[device.enterprise].region,
                dict(device.facts),
            )
            for device in made.devices
        ]
        writing.write(changes, writing.Origin("test"))
    owner = next(item for item in owners.values() if item.region == HOME)
    return {
        "all": SYSTEM,
        "inspector": Actor(1, "监察员", Role.INSPECTOR, (HOME,)),
        "leader": Actor(2, "领导", Role.LEADER, (HOME, "440700", AWAY)),
        "clerk": Actor(3, "企业", Role.ENTERPRISE, enterprise=owner.id),
        "nobody": Actor(4, "无", Role.INSPECTOR),
    }


BUILDERS["mixed"] = _mixed


@pytest.fixture
def mixed(shelf: Shelf, ledger: Settings) -> dict[str, Actor]:
    """240 devices of all kinds, two thirds of them in one county; gives the actors."""
    return dict(shelf.of(ledger, "mixed"))
