"""The audit trail: nobody changes it, and if somebody did, the first broken row is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from peewee import DatabaseError

from inventory.app.cli.main import main
from inventory.core import database, keys
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import chain, context, heads, sealing, service
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db
from inventory.core.settings import Settings

AUDITOR = Actor(9, "审计员", Role.AUDITOR)
INSPECTOR = Actor(3, "监察员", Role.INSPECTOR, ("440704",))


@pytest.fixture
def trail(ledger: Settings) -> list[int]:
    """Five events."""
    for number in range(5):
        with context.acting(f"request-{number}", "192.0.2.1"):
            service.record(
                "equipment.changed",
                INSPECTOR,
                subject="equipment",
                subject_id=number + 1,
                detail={"fields": ["空载损耗"], "version": number},
            )
    return [item.id for item in AuditEvent.select().order_by(AuditEvent.id)]


def without_triggers(change: Callable[[], None]) -> None:
    """What somebody with the rights of the database's owner could do."""
    if database.is_postgres():
        db.execute_sql("ALTER TABLE audit_event DISABLE TRIGGER ALL")
    else:
        rows = db.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in rows:
            db.execute_sql(f"DROP TRIGGER {name}")
    change()


def test_every_event_continues_the_one_before(trail: list[int]) -> None:
    found = chain.verify()
    assert found.whole
    assert found.events == 5
    assert found.head == AuditEvent.get_by_id(trail[-1]).hash
    assert len({item.hash for item in AuditEvent.select()}) == 5


STATEMENTS = [
    "UPDATE audit_event SET actor_name = 'x'",
    "UPDATE audit_event SET id = id + 100",
    "DELETE FROM audit_event WHERE id = 3",
    "DELETE FROM audit_event",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_every_change(trail: list[int], statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), db.atomic():
        db.execute_sql(statement)
    assert chain.verify().events == 5


def test_emptying_the_table_is_refused(trail: list[int]) -> None:
    """TRUNCATE on PostgreSQL, REPLACE on SQLite: ways around a trigger on DELETE."""
    statement = (
        "TRUNCATE audit_event"
        if database.is_postgres()
        else "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"
    )
    with pytest.raises(DatabaseError, match="append-only|continue the chain"), db.atomic():
        db.execute_sql(statement)
    assert chain.verify().events == 5


def test_an_event_that_continues_nothing_is_refused(trail: list[int]) -> None:
    forged = AuditEvent.get_by_id(trail[2])
    forged.id, forged.hash = None, "0" * 64
    with pytest.raises(DatabaseError, match="continue the chain"), db.atomic():
        forged.save(force_insert=True)


@pytest.mark.parametrize(
    ("statement", "first_broken"),
    [
        ("UPDATE audit_event SET detail = '{}' WHERE id = 3", 3),
        ("UPDATE audit_event SET actor = NULL WHERE id = 1", 1),
        ("UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = 2", 2),
        ("DELETE FROM audit_event WHERE id = 3", 4),
        ("DELETE FROM audit_event WHERE id = 1", 2),
    ],
)
def test_the_first_broken_row_is_named(trail: list[int], statement: str, first_broken: int) -> None:
    without_triggers(lambda: db.execute_sql(statement) and None)
    found = chain.verify()
    assert not found.whole
    assert found.broken == first_broken
    assert found.reason and found.reason_en


def test_a_trail_cut_off_is_found_by_a_hash_noted_before(trail: list[int]) -> None:
    head = chain.verify().head
    without_triggers(lambda: db.execute_sql("DELETE FROM audit_event WHERE id > 3") and None)
    assert chain.verify().whole
    assert not chain.verify([head]).whole


def forge(first: int, signature: str = "") -> None:
    """Change an event and make every link after it fit again, as somebody without the key can."""
    without_triggers(lambda: None)
    previous = chain.START
    for item in list(chain.events()):
        content = {**chain.link(item).content}
        if item.id == first:
            content["actor_name"] = "别人"
        hash_ = chain.digest(previous, content)
        values = {"actor_name": content["actor_name"], "previous": previous, "hash": hash_}
        if item.id >= first and signature != "kept":
            values |= {"mac": signature, "key_id": signature[:8]}
        AuditEvent.update(values).where(AuditEvent.id == item.id).execute()
        previous = hash_


@pytest.mark.parametrize(
    ("signature", "reason"),
    [("kept", chain.FORGED), ("", chain.UNSIGNED), ("k0000000" * 8, chain.UNPROVED)],
)
def test_a_chain_made_up_anew_lacks_the_signature(
    trail: list[int], signature: str, reason: tuple[str, str]
) -> None:
    assert chain.verify().signed == 5
    forge(3, signature)
    found = chain.verify()
    assert (found.broken, found.reason) == (3, reason[0])


def test_a_trail_from_before_is_kept_and_sealed(trail: list[int], ledger: Settings) -> None:
    """As an older program left it: no signatures, no keys. Then the key is changed twice."""
    without_triggers(lambda: AuditEvent.update(mac="", key_id="").execute() and None)
    ledger.keys_path.unlink()
    head = chain.verify().head
    service.seal_trail()
    service.seal_trail()
    for _ in range(2):
        keys.rotate()
        service.record("login.failed", None)
    seal, *later = AuditEvent.select().where(AuditEvent.id > 5).order_by(AuditEvent.id)
    assert (seal.event, seal.previous, sealing.begins()) == ("audit.sealed", head, 6)
    assert len({item.key_id for item in (seal, *later)}) == 3
    found = chain.verify()
    assert (found.whole, found.events, found.signed) == (True, 8, 3)
    assert ledger.keys_path.stat().st_mode & 0o077 == 0
    forge(2, "kept")
    assert chain.verify().broken == 6  # the seal covers what came before it
    db.execute_sql("DELETE FROM audit_event WHERE id > 5")
    assert chain.verify().reason == chain.CUT[0]


def test_heads_noted_elsewhere_tell_of_an_end_cut_off(trail: list[int], tmp_path: Path) -> None:
    """Out of a service's log, between other lines; after a restore the later ones are gone."""
    place = tmp_path / "log"
    first = heads.note(None, str(place))
    service.record("login.failed", None)
    heads.note(first, str(place))
    with place.open("a") as log:
        log.write('Nov 21 huanxin[1]: {"event": "request"}\nno JSON: audit_head {\n')
    known = [head.hash for head in heads.read(place)]
    assert len(known) == 2
    without_triggers(lambda: db.execute_sql("DELETE FROM audit_event WHERE id > 5") and None)
    assert chain.verify().whole
    assert chain.verify(known).reason == chain._lost(known[1])[0]
    heads.note(None, str(place), heads.RESTORED)
    assert chain.verify([head.hash for head in heads.read(place)]).whole


def test_what_was_rolled_back_did_not_happen(trail: list[int]) -> None:
    with db.atomic() as transaction:
        service.record("import.committed", SYSTEM)
        transaction.rollback()
    assert AuditEvent.select().count() == 5
    service.record("login.failed", None, detail={"username": "admin"})
    assert chain.verify().events == 6


def test_an_event_says_who_from_where_and_in_which_request(trail: list[int]) -> None:
    (item,) = service.page(AUDITOR, service.Filters(subject="equipment", subject_id=2)).items
    told = service.as_dict(item)
    assert (told["actor"], told["actor_name"]) == (3, "监察员")
    assert (told["request_id"], told["address"]) == ("request-1", "192.0.2.1")
    assert told["detail"] == {"fields": ["空载损耗"], "version": 1}


def test_pages_neither_skip_nor_repeat(trail: list[int]) -> None:
    seen, after = [], None
    while True:
        page = service.page(AUDITOR, service.Filters(event="equipment"), after, 2)
        seen += [item.id for item in page.items]
        after = page.next
        if after is None:
            break
    assert seen == trail[::-1]


def test_filters_narrow_by_event_actor_and_time(trail: list[int]) -> None:
    service.record("equipmentlike.word", None)
    count = AuditEvent.select().count()

    def found(**filters: object) -> int:
        return len(service.page(AUDITOR, service.Filters(**filters), size=200).items)

    assert found() == count
    assert found(event="equipment.changed") == found(event="equipment") == found(actor=3) == 5
    at = AuditEvent.select(AuditEvent.at).first().at
    assert found(since=at) == count
    assert found(until=at) == 0


def test_verify_on_the_command_line(
    trail: list[int],
    ledger: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    noted = ledger.data_dir.parent / "heads.jsonl"
    head = heads.note(None, str(noted))
    assert head is not None and heads.note(head, str(noted)) == head
    db.close()
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(ledger.data_dir))
    monkeypatch.setenv("DATABASE_URL", ledger.database_url)
    monkeypatch.setenv("HUANXIN_AUDIT_HEADS", str(noted))
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert head.hash in said and "5 条的签名" in said and "1 个摘要" in said
    db.connect()
    without_triggers(lambda: None)
    guards = chain.verify().guards
    db.close()
    assert main(["audit", "verify"]) == 1
    said = capsys.readouterr().out
    assert len(guards) == (3 if ledger.database_url else 4)
    assert "审计链完整" in said and all(name in said for name in guards)
    db.connect()
    db.execute_sql("UPDATE audit_event SET event = 'x' WHERE id = 2")
    db.close()
    assert main(["audit", "verify"]) == 1
    assert "第 2 条" in capsys.readouterr().out
    db.connect()
