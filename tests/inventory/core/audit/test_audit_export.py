"""A part of the trail as a file that proves itself, wherever it is checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.app.cli.main import main
from inventory.core import clock
from inventory.core.access import SYSTEM
from inventory.core.audit import chain, exporting, service
from inventory.core.audit.exporting import Span
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.settings import Settings
from tests.inventory.core.audit.test_audit_chain import without_triggers

START = clock.now()
DAYS = 5


def on(day: int) -> Any:
    return clock.frozen(START + timedelta(days=day))


@pytest.fixture
def trail(ledger: Settings) -> list[int]:
    """One event a day."""
    for day in range(DAYS):
        with on(day):
            service.record("equipment.changed", SYSTEM, detail={"字段": "空载损耗", "day": day})
    return [item.id for item in AuditEvent.select().order_by(AuditEvent.id)]


@pytest.fixture
def file(trail: list[int], tmp_path: Path) -> Path:
    """The second, third and fourth day."""
    path = tmp_path / "审计.jsonl"
    span = Span(START + timedelta(days=1), START + timedelta(days=4))
    assert exporting.export(SYSTEM, path, span).events == 3
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def write(path: Path, content: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in content))


def test_a_file_holds_its_days_and_is_whole(file: Path, trail: list[int]) -> None:
    head, *events, foot = lines(file)
    assert [item["id"] for item in events] == trail[1:4]
    assert head["previous"] == AuditEvent.get_by_id(trail[0]).hash
    assert foot == {"events": 3, "head": AuditEvent.get_by_id(trail[3]).hash}
    checked = exporting.check(file)
    assert (checked.verdict.whole, checked.verdict.events, checked.here) == (True, 3, True)
    assert file.stat().st_mode & 0o077 == 0
    # What was exported stands in the trail, which goes on.
    assert AuditEvent.get(AuditEvent.event == "audit.exported").actor_name == "system"
    assert chain.verify().whole


def test_all_of_it_without_a_time(trail: list[int], tmp_path: Path) -> None:
    assert exporting.export(SYSTEM, tmp_path / "all.jsonl", Span()).events == DAYS
    assert lines(tmp_path / "all.jsonl")[0]["previous"] == chain.START


def test_moments_out_of_order_leave_no_gap(ledger: Settings, tmp_path: Path) -> None:
    """The second event's clock was behind: the stretch around it holds it all the same."""
    for day in (1, 0, 1):
        with on(day):
            service.record("login.failed", None)
    path = tmp_path / "part.jsonl"
    assert exporting.export(SYSTEM, path, Span(START + timedelta(hours=1))).events == 3
    assert exporting.check(path).verdict.whole


def changed(index: int, **values: Any) -> Callable[[list[dict[str, Any]]], None]:
    return lambda content: content[index].update(values)


DAMAGE: dict[str, Callable[[list[dict[str, Any]]], None]] = {
    "a word": changed(2, event="equipment.read"),
    "a moment": changed(2, at="2020-01-01T00:00:00.000000+00:00"),
    "a hash": changed(2, hash="0" * 64),
    "an event taken out": lambda content: content.pop(2),
    "the first taken out": lambda content: content.pop(1),
    "the last taken out": lambda content: content.pop(-2),
    "the end cut off": lambda content: content.pop(),
    "two changed places": lambda content: content.insert(1, content.pop(2)),
    "what it continues": changed(0, previous="0" * 64),
    "the count": changed(-1, events=2),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_every_change_to_the_file_is_found(
    file: Path, damage: Callable[[list[dict[str, Any]]], None]
) -> None:
    content = lines(file)
    damage(content)
    write(file, content)
    verdict = exporting.check(file).verdict
    assert not verdict.whole
    assert verdict.reason and verdict.reason_en


def test_a_forged_chain_is_found_by_the_database_or_a_noted_hash(
    file: Path, trail: list[int]
) -> None:
    head, *events, _foot = lines(file)
    events[0]["actor_name"] = "别人"
    previous = head["previous"]
    for event in events:
        event["previous"] = previous
        content = {name: event[name] for name in (*chain.CONTENT, "at")}
        previous = event["hash"] = chain.digest(previous, content)
    write(file, [head, *events, {"events": 3, "head": previous}])
    assert exporting.check(file).verdict.reason == chain.FORGED[0]
    for event in events:  # so the forger leaves the signatures out
        del event["mac"]
    write(file, [head, *events, {"events": 3, "head": previous}])
    checked = exporting.check(file)
    assert (checked.here, checked.verdict.broken) == (False, trail[3])
    noted = AuditEvent.get_by_id(trail[2]).hash
    assert not exporting.check(file, [noted]).verdict.whole


def test_elsewhere_the_file_alone_is_checked(file: Path) -> None:
    without_triggers(lambda: db.execute_sql("DELETE FROM audit_event") and None)
    checked = exporting.check(file)
    assert (checked.verdict.whole, checked.here) == (True, None)


@pytest.mark.parametrize("text", ["", "[1]\n", "编号,事件\n1,登录\n", '{"format": "other"}\n'])
def test_another_file_is_refused_in_words(ledger: Settings, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(Invalid) as refused:
        exporting.check(path)
    assert refused.value.code == "audit_file"


def test_nothing_is_overwritten_and_nothing_half_is_left(trail: list[int], tmp_path: Path) -> None:
    taken = tmp_path / "taken.jsonl"
    taken.write_text("mine")
    with pytest.raises(Conflict):
        exporting.export(SYSTEM, taken, Span())
    with pytest.raises(Invalid) as empty:
        exporting.export(SYSTEM, tmp_path / "none.jsonl", Span(START + timedelta(days=99)))
    assert empty.value.code == "no_events"
    without_triggers(
        lambda: db.execute_sql("UPDATE audit_event SET event = 'x' WHERE id = 3") and None
    )
    with pytest.raises(Conflict) as broken:
        exporting.export(SYSTEM, tmp_path / "part.jsonl", Span())
    assert "第 3 条" in broken.value.message
    assert list(tmp_path.glob("*.jsonl*")) == [taken]
    assert taken.read_text() == "mine"


def test_on_the_command_line(
    trail: list[int],
    ledger: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    db.close()
    monkeypatch.setenv("HUANXIN_DATA_DIR", str(ledger.data_dir))
    monkeypatch.setenv("DATABASE_URL", ledger.database_url)
    path = tmp_path / "part.jsonl"
    day = date.isoformat((START + timedelta(days=1)).astimezone(clock.SHANGHAI).date())
    assert main(["audit", "export", str(path), "--from", day, "--to", day]) == 0
    assert len(lines(path)) == 3
    capsys.readouterr()
    assert main(["audit", "verify", str(path)]) == 0
    assert "与本机数据库的审计链一致" in capsys.readouterr().out
    write(path, lines(path)[:-1])
    assert main(["audit", "verify", str(path)]) == 1
    assert "末尾" in capsys.readouterr().out
    assert main(["audit", "verify", str(tmp_path / "no.jsonl")]) == 2
    db.connect()
