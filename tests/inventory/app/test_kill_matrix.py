"""Killed at each stage of its work, and taken up: the end is that of an undisturbed run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inventory.app import schedule
from inventory.app.backups import restoring
from inventory.app.backups import service as backups
from inventory.app.cli.setup import prepare
from inventory.app.factory import create_app
from inventory.app.models import ScheduleRun
from inventory.app.schedules import running
from inventory.core import clock, database
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit import chain
from inventory.core.errors import Conflict
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.exports import service as exports
from inventory.desk.exports.models import Export
from inventory.judgement.alerts.models import Alert
from inventory.judgement.assessments.models import AssessmentRun, Finding
from inventory.judgement.whatif import columns
from inventory.judgement.whatif import service as whatif
from inventory.judgement.whatif.models import WhatIf, WhatIfBatch
from inventory.people.accounts import service as accounts
from inventory.people.enterprises import service as enterprises
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from tests.concurrency.killing import Death, killed
from tests.prepared import Shelf

LATER = timedelta(days=400)
JUDGING = "inventory.judgement.ledger.rejudging"
SETTLE = "inventory.registry.jobs.leases:settle"
ADOPT = "inventory.core.files:FileStore.adopt"


def ledger_state() -> dict[str, Any]:
    """The ledger with its verdicts, without ids and times."""
    finding = (Finding.equipment, Finding.rule, Finding.outcome, Finding.due, Finding.message)
    alert = (Alert.equipment, Alert.rule, Alert.stage, Alert.open_key)
    return {
        "devices": sorted(
            Equipment.select(
                Equipment.id, Equipment.verdict, Equipment.findings_digest, Equipment.version
            ).tuples()
        ),
        "findings": sorted(map(repr, Finding.select(*finding).where(Finding.current).tuples())),
        "alerts": sorted(map(repr, Alert.select(*alert).tuples())),
        "revisions": EquipmentRevision.select().count(),
    }


@dataclass(frozen=True)
class Case:
    """A kind of job: how it is asked for, and what it leaves."""

    ask: Callable[[Settings, Actor], int]
    left: Callable[[], Any]


def ask_rejudging(_settings: Settings, actor: Actor) -> int:
    day = (clock.today() + LATER).isoformat()
    return int(jobs.create("rejudge", {"as_of": day, "horizon": 365}, actor.id).id)


def ask_export(settings: Settings, actor: Actor) -> int:
    wanted = exports.ExportRequest({}, (), "csv")
    return int(exports.request(actor, wanted, settings.data_dir).job_id)


def left_by_export() -> Any:
    fields = (Export.devices, Export.findings, Export.sha256, Export.size)
    return list(Export.select(*fields).tuples())


def ask_what_if(_settings: Settings, actor: Actor) -> int:
    today = clock.today()
    question = whatif.Question(
        title="一年后", kind="", region="", base_as_of=today, as_of=today + LATER, horizon=365
    )
    return int(whatif.request(actor, question).job_id)


def left_by_what_if() -> Any:
    batches = WhatIfBatch.select(WhatIfBatch.content).tuples()
    changes = (row for (content,) in batches for row in columns.unpacked(content).iter_rows())
    asked = WhatIf.select(WhatIf.judged, WhatIf.changed, WhatIf.rules)
    return sorted(map(repr, changes)), list(asked.tuples())


CASES = {
    "rejudge": Case(ask_rejudging, ledger_state),
    "export": Case(ask_export, left_by_export),
    "whatif": Case(ask_what_if, left_by_what_if),
}
# (kind, where it dies, whether in each run: the others are for `make drill`)
STAGES = [
    ("rejudge", Death(f"{JUDGING}:_rejudge"), False),
    ("rejudge", Death("inventory.registry.equipment.verdicts:set_verdicts", 1), False),
    ("rejudge", Death("inventory.judgement.assessments.service:record", 2, after=True), True),
    ("rejudge", Death("inventory.judgement.alerts.syncing:_sync", after=True), True),
    ("rejudge", Death(SETTLE), False),
    ("export", Death("inventory.desk.exports.writing:TextTable.add", 5), False),
    ("export", Death(ADOPT), False),
    ("export", Death(ADOPT, after=True), True),
    ("export", Death(SETTLE), False),
    ("whatif", Death("inventory.judgement.whatif.judging:_keep", 1), False),
    ("whatif", Death("inventory.judgement.whatif.judging:_store", 1, after=True), True),
    ("whatif", Death(SETTLE), False),
]


def table(rows: Iterable[tuple[Any, ...]]) -> list[Any]:
    """Cases of which some are for drills only."""
    return [
        pytest.param(*case, id="-".join(map(str, case)), marks=() if often else pytest.mark.drill)
        for *case, often in rows
    ]


@pytest.mark.parametrize(("kind", "death"), table(STAGES))
def test_a_worker_killed_at_its_job(
    ledger: Settings, mixed: dict[str, Actor], kind: str, death: Death
) -> None:
    case, actor = CASES[kind], replace(mixed["all"], id=1)
    with database.db.atomic() as transaction:
        assert jobs.run(case.ask(ledger, actor)).status == "done"
        undisturbed = case.left()
        transaction.rollback()
    number = case.ask(ledger, actor)
    database.db.close()
    killed(ledger, "job", number, death)
    database.db.connect()
    assert Job.get_by_id(number).status == "running"
    assert jobs.unfinished() == [number]
    done = jobs.run(number)
    assert (done.status, done.attempts) == ("done", 2)
    assert case.left() == undisturbed
    assert jobs.unfinished() == []


@pytest.mark.parametrize(
    "death",
    table(
        [
            (Death(f"{JUDGING}:rejudge_all"), False),
            (Death(f"{JUDGING}:rejudge_all", after=True), True),
            (Death("inventory.people.accounts.lockout:tidy", after=True), False),
        ]
    ),
)
def test_a_scheduler_killed_with_the_night_in_its_hands(
    ledger: Settings, mixed: dict[str, Actor], death: Death
) -> None:
    with clock.frozen(clock.now() + LATER):
        with database.db.atomic() as transaction:
            assert schedule.tick(ledger) is not None
            undisturbed = ledger_state()
            transaction.rollback()
        database.db.close()
        killed(ledger, "night", None, death)
        database.db.connect()
        assert ScheduleRun.get().finished_at is None
        assert schedule.tick(ledger) is not None  # at once: the lock tells that the holder is dead
        assert ledger_state() == undisturbed
        assert AssessmentRun.select().where(AssessmentRun.as_of == clock.today()).count() in (1, 2)
        assert schedule.tick(ledger) is None
        assert running.failing() == []


RECORD = "inventory.core.audit.service:_append"


@pytest.mark.parametrize(
    "death",
    table(
        [
            (Death("inventory.judgement.assessments.service:record", after=True), False),
            (Death(RECORD, after=True), True),
        ]
    ),
)
def test_a_web_process_killed_while_it_writes(
    ledger: Settings, mixed: dict[str, Actor], death: Death
) -> None:
    """What was not answered was not done: sent again it is done once."""
    accounts.create_user("li", "李工", "correct horse battery", Role.INSPECTOR, ["440704"])
    token = accounts.login("li", "correct horse battery")[0]
    device = Equipment.get(Equipment.region == "440704")
    change = {"version": device.version, "facts": {"location": "一号配电房"}}
    asked = {"token": token, "path": f"/api/v1/equipment/{device.id}", "json": change}
    before, events = ledger_state(), chain.verify().events
    database.db.close()
    killed(ledger, "request", asked, death)
    database.db.connect()
    assert (ledger_state(), chain.verify().events) == (before, events)
    app = create_app(ledger)
    app.config["KEEP_CONNECTION"] = True
    headers = {"Authorization": f"Bearer {token}"}
    statuses = [
        app.test_client().patch(asked["path"], json=change, headers=headers).status_code
        for _ in range(2)
    ]
    assert statuses == [200, 409]  # the second says that it was done
    app.extensions["queue"].close()
    assert Equipment.get_by_id(device.id).version == device.version + 1
    assert chain.verify().whole


RENAME = "pathlib:Path.rename"


@pytest.mark.parametrize(
    ("sort", "death"),
    table(
        [
            *(("sqlite", Death(RENAME, calls), calls == 2) for calls in range(4)),
            ("sqlite", Death("inventory.app.backups.service:verify_sqlite"), False),
            ("postgresql", Death("inventory.app.backups.service:_compare"), False),
            ("postgresql", Death("inventory.app.backups.restoring:_swap"), True),
        ]
    ),
)
def test_a_restore_killed_and_done_again(
    shelf: Shelf, tmp_path: Path, sort: str, death: Death
) -> None:
    """Nothing starts on half a ledger; done again it is the backup's."""
    with shelf.copy(sort, (), tmp_path / "var") as settings:
        backup, other = tmp_path / "a.hxb", tmp_path / "other"
        database.connect(settings)
        with database.connection():
            enterprises.create(SYSTEM, {"name": "江海区某厂", "region": "440704"})
            FileStore(settings.files_dir).put(b"%PDF")
            backups.back_up(settings, backup)
        with shelf.empty(sort, other) as place:
            _into(place, backup, death)
        database.connect(settings)


def _into(place: Settings, backup: Path, death: Death) -> None:
    if not place.database_url:
        database.connect(place)
        prepare(place)  # there is something to be set aside
        FileStore(place.files_dir).put(b"other")
        database.db.close()
    killed(place, "restore", backup, death)
    if (place.data_dir / database.UNFINISHED).exists():
        with pytest.raises(Conflict, match="没有做完"):
            prepare(place)
    restoring.restore(place, backup)
    prepare(place)
    with database.connection():
        assert [row.name for row in Enterprise.select()] == ["江海区某厂"]
    assert [path.read_bytes() for path in place.files_dir.glob("*/*")] == [b"%PDF"]
