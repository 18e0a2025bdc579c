"""Nobody reads or changes what is another's, and eight leaks in routes would be noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, cast

import pytest
from flask import Flask
from peewee import Value

from inventory.core import access
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.database import db
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.exports import service as exports
from inventory.intake.visits import service as visits
from inventory.judgement.alerts import bulk, handling
from inventory.judgement.alerts import service as alerts
from inventory.judgement.ledger import listing
from inventory.judgement.ledger import service as equipment
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.people.accounts.models import Department, User
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from tests.inventory.app.api import conftest as people
from tests.inventory.app.api import worlds
from tests.inventory.app.api.crossing import Crossing, Row, Rows, inside
from tests.prepared import BUILDERS, Shelf

HOME, AWAY = "440704", "140522"
WORDS = {"near": ("机密邻居厂", "NEAR-991"), "far": ("机密远方厂", "FAR-992")}
# What belongs to devices of a kind; another department of the county writes none of it.
OF_KINDS = {
    "equipment", "equipment_identity", "equipment_revision", "alert", "notice",
    "case_device", "case_step", "case_remark", "delivery", "case_opinion", "case_answer",
    "inspection", "recheck", "paper", "reentry_case", "visit", "declaration",
    "declaration_item", "assessment", "finding",
}  # fmt: skip


@dataclass(frozen=True)
class Others:
    """What an enterprise beside (near) or in another county (far) has, and its rows."""

    ids: dict[str, Any]
    words: tuple[str, ...]
    rows: frozenset[Row]


def _crowd(settings: Settings) -> dict[str, Any]:
    made = {sort: _others(settings, sort, place) for sort, place in (("near", HOME), ("far", AWAY))}
    lifts = Department.create(region=HOME, name="机密电梯科", kinds=["elevator"])
    user = accounts.create_user(
        "lifts", "电梯监察员", worlds.PASSWORD, Role.INSPECTOR, [HOME], department_ids=[lifts.id]
    )
    return {**made, "lifts": sessions.open_session(user, accounts.NOBODY)[0]}


def _others(settings: Settings, sort: str, place: str) -> Others:
    before = Rows().now()
    name, number = WORDS[sort]
    owner = enterprises.create(SYSTEM, {"name": name, "region": place})
    facts = {
        "model": "S7-315/10", "rated_capacity_kva": 315, "voltage_kv": 10, "serial_no": number,
        "insulation_medium": "油浸", "made_on": "1992-05-01", "manufacturer": name,
    }  # fmt: skip
    device = equipment.create(
        SYSTEM, "transformer", owner.id, place, facts, people.writing.Origin("test")
    )
    ids = worlds.ids(owner.id, device.id, place, settings.data_dir, FileStore(settings.files_dir))
    user = accounts.create_user(
        sort, f"{name}经办人", worlds.PASSWORD, Role.ENTERPRISE, enterprise=owner.id
    )
    own = {"user_id": user.id, "session_id": sessions.open_session(user, accounts.NOBODY)[1].id}
    rows = frozenset(Rows().now().keys() - before.keys())
    return Others({**ids, **own, "region": place}, WORDS[sort], rows)


BUILDERS["crowd"] = _crowd


@pytest.fixture
def crowd(shelf: Shelf, ledger: Settings) -> dict[str, Any]:
    return cast("dict[str, Any]", shelf.of(ledger, "crowd"))


# What a person may is decided by the services; which database it is does not matter.
only_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def guard(other: Others) -> Callable[[Row, str], bool]:
    """Rows of the other may not change, and no new row may speak of its device or enterprise."""

    def guarded(row: Row, what: str) -> bool:
        if what != "new":
            return row in other.rows
        cursor = db.execute_sql(f'SELECT * FROM "{row[0]}" WHERE rowid = ?', (row[1],))
        values = dict(
            zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True)
        )
        return any(
            values.get(column) == other.ids[key]
            for column in ("equipment_id", "enterprise_id", "case_id", "notice_id")
            for key in (column.replace("case_id", "enforcement_case_id"),)
        )

    return guarded


def crossing(app: Flask, world: Any, crowd: Any, who: str, sort: str, wanted: str = "") -> Crossing:
    """Somebody of `world` (or the inspector of lifts) against the enterprise near or far."""
    other: Others = crowd[sort]
    if who == "lifts":
        led = guard(other)
        return Crossing(
            app, crowd["lifts"], other.ids, other.ids, (),
            lambda row, what: row[0] in OF_KINDS and led(row, what), wanted,
        )  # fmt: skip
    own = {**world.own, "region": HOME}
    return Crossing(app, world.tokens[who], own, other.ids, other.words, guard(other), wanted)


@only_sqlite
@pytest.mark.parametrize(
    ("who", "sort"),
    [
        ("clerk", "near"),
        ("inspector", "far"),
        ("leader", "far"),
        ("lifts", "near"),
    ],
)
def test_nobody_crosses(app: Flask, world: Any, crowd: Any, who: str, sort: str) -> None:
    assert crossing(app, world, crowd, who, sort).leaks() == []


def exported(who: Actor, settings: Settings, filters: dict[str, Any], form: str) -> str:
    """What an export of theirs holds."""
    asked = exports.request(who, exports.ExportRequest(filters, (), form), settings.data_dir)
    exports.produce(asked.id, settings.data_dir, lambda _done, _all: None)
    _, path = exports.file(who, asked.id, settings.data_dir)
    return inside(path.read_bytes())


def leaking_exports(settings: Settings, crowd: Any) -> list[str]:
    """What exports of a clerk and an inspector say of others, whatever is asked for."""
    near, far = crowd["near"], crowd["far"]
    tried = (("clerk", near), ("clerk", far), ("inspector", far))
    found = []
    for name, other in tried:
        who = sessions.actor_for(User.get(User.username == name))
        for filters in ({}, {"enterprise": other.ids["enterprise_id"]},
                        {"ids": [other.ids["equipment_id"]]}):  # fmt: skip
            for form in ("csv", "xlsx"):
                said = exported(who, settings, filters, form)
                found += [f"{name} {filters} {form}: {word}" for word in other.words
                          if word in said]  # fmt: skip
    return found


@only_sqlite
def test_exports_hold_only_what_is_ones_own(ledger: Settings, world: Any, crowd: Any) -> None:
    assert leaking_exports(ledger, crowd) == []
    everything = exported(_admin(), ledger, {}, "csv")
    assert all(word in everything for other in ("near", "far") for word in crowd[other].words)


def _admin() -> Actor:
    return sessions.actor_for(User.get(User.username == "admin"))


class Open:
    """`access` as a route would have it that forgot to ask."""

    def __getattr__(self, name: str) -> Any:
        return getattr(access, name)

    @staticmethod
    def scope(*_args: Any) -> Any:
        return Value(1) == 1

    @staticmethod
    def require_region(*_args: Any) -> None:
        """Nothing is asked."""

    require_kind = require_kinds = require_write = require_region


@dataclass(frozen=True)
class Mutant:
    """A route that leaks: the modules that forget to ask, and who would notice where."""

    name: str
    forgetful: tuple[ModuleType, ...]
    who: str
    sort: str
    where: str


MUTANTS = (
    Mutant("read by the address", (retrieval,), "clerk", "near", r"^/api/v1/equipment/\d+$"),
    Mutant("write by the address", (alerts, handling), "inspector", "far", "/acknowledge$"),
    Mutant("write by the body", (retrieval, visits), "inspector", "far", "^/api/v1/visits$"),
    Mutant("read by a filter", (listing,), "clerk", "near", "^/api/v1/equipment$"),
    Mutant("another department", (handling,), "lifts", "near", "/acknowledge$"),
    Mutant("many at once", (bulk,), "lifts", "near", "^/api/v1/alerts/bulk$"),
)


@only_sqlite
def test_leaky_routes_are_noticed(
    app: Flask, world: Any, crowd: Any, ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test of the test: each of these passes a test that sends empty bodies."""
    for mutant in MUTANTS:
        walk = crossing(app, world, crowd, mutant.who, mutant.sort, mutant.where)
        assert walk.leaks() == [], mutant.name
        with monkeypatch.context() as leak:
            for module in mutant.forgetful:
                leak.setattr(module, "access", Open())
            assert walk.leaks() != [], mutant.name
    with monkeypatch.context() as leak:
        count = listing.count
        leak.setattr(listing, "count", lambda _actor, *args, **more: count(SYSTEM, *args, **more))
        walk = crossing(app, world, crowd, "clerk", "near", "^/api/v1/equipment$")
        assert walk.leaks() != [], "the count of a list"
    with monkeypatch.context() as leak:
        leak.setattr(listing, "access", Open())
        assert leaking_exports(ledger, crowd) != [], "the contents of an export"
