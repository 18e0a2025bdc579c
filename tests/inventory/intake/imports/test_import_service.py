"""Files as bureaus keep them go in with exactly the defects they have, once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import xlsxwriter

from inventory.core import database
from inventory.core.access import SYSTEM
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.intake.imports import (
    committing,
    editing,
    looking,
    rehearsing,
    reporting,
    service,
    staging,
)
from inventory.intake.imports.models import Import, ImportRow
from inventory.intake.imports.results import Report
from inventory.judgement.alerts.models import Alert
from inventory.people.enterprises.models import Enterprise
from inventory.registry import reading
from inventory.registry.equipment.models import Equipment, EquipmentRevision
from tests.inventory.intake.imports.conftest import told

ROOT = Path(__file__).parents[4]
LEDGERS = ROOT / "seeds" / "ledgers"
TRUTH = json.loads((Path(__file__).parent / "truth.json").read_text("utf-8"))
REGIONS = {
    "江海区变压器台账.xlsx": "440704",
    "阳城县锅炉登记表.xlsx": "140522",
    "赣县区电梯明细.xlsx": "360704",
    "景德镇市柴油货车.csv": "360200",
}
HEADINGS = ["使用单位", "型号", "制造单位", "出厂编号", "额定容量(kVA)", "空载损耗(W)", "安装地点"]
Import_ = Callable[..., Report]


@pytest.fixture
def take(ledger: Settings, tmp_path: Path) -> Import_:
    """take(path or rows, …) imports a file, or a transformer ledger of these rows."""

    def run(source: Path | list[list[Any]], region: str = "440704", **kwargs: Any) -> Any:
        path = source if isinstance(source, Path) else workbook(tmp_path / "t.xlsx", source)
        request = staging.Request(path, path.name, region, kwargs.pop("kind", None))
        with database.looking():
            foretold = rehearsing.rehearse(SYSTEM, request, kwargs.get("suggested", "reject"))
        staged = staging.stage(SYSTEM, request, FileStore(ledger.files_dir))
        committing.commit(staged.id, **kwargs)
        report = reporting.report(staged.id)
        assert told(foretold.report) == {**told(report), "import_id": 0}
        return report

    return run


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("变压器")
        for number, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    return path


def transformer(serial: str, maker: str = "甲厂", loss: int = 480, place: str = "") -> list[Any]:
    return ["江海区某厂", "S11-M-315/10", maker, serial, 315, loss, place]


def adds_up(totals: dict[str, int]) -> bool:
    parts = ("created", "updated", "unchanged", "rejected", "skipped")
    return totals["read"] == sum(totals[part] for part in parts)


def test_rows_that_are_no_devices_are_listed_with_their_words(
    take: Import_, ledger: Settings
) -> None:
    total = ["合计", "", "", "", 630, 960, ""]
    result = take([transformer("A1"), transformer("A2"), total, ["以下空白"]])
    notes = {note["message_en"].rpartition(": ")[2]: note for note in result.notes}
    assert notes["totals"]["rows"] == [4]
    assert notes["totals"]["sheet"] == "变压器"
    store = FileStore(ledger.files_dir)
    shown = looking.rows(SYSTEM, result.import_id, "变压器", [4, 2, 99], store)
    assert [(each.row, each.text) for each in shown] == [
        (2, "江海区某厂 | S11-M-315/10 | 甲厂 | A1"),
        (4, "合计 | 630 | 960"),
    ]
    assert looking.rows(SYSTEM, result.import_id, "别的表", [4], store) == []


@pytest.mark.parametrize("name", list(TRUTH))
def test_samples_have_exactly_their_defects(take: Import_, name: str) -> None:
    result = take(LEDGERS / name, REGIONS[name])
    bad = {str(item.data_row) for item in result.problems}
    assert bad == set(TRUTH[name]["bad_rows"])
    totals = result.totals.all
    assert adds_up(totals)
    assert all(adds_up(sheet) for sheet in result.totals.sheets.values())
    assert totals["read"] - totals["skipped"] == TRUTH[name]["data_rows"]
    assert totals["created"] == Equipment.select().count()


@pytest.mark.parametrize("name", list(TRUTH))
def test_the_same_file_twice_changes_nothing(take: Import_, name: str) -> None:
    first = take(LEDGERS / name, REGIONS[name]).totals.all
    second = take(LEDGERS / name, REGIONS[name]).totals.all
    assert (second["created"], second["updated"]) == (0, 0)
    assert second["unchanged"] == first["created"]
    assert adds_up(second)
    assert EquipmentRevision.select().count() == first["created"]


def test_a_changed_cell_updates_the_device_and_keeps_its_history(take: Import_) -> None:
    take([transformer("1", loss=480), transformer("2")])
    result = take([transformer("1", loss=500), transformer("2")])
    assert result.totals.all["updated"] == 1
    device = Equipment.get(Equipment.version == 2)
    assert device.facts["no_load_loss_w"] == 500
    before, after = (
        EquipmentRevision.select()
        .where((EquipmentRevision.equipment == device) & (EquipmentRevision.version == 2))
        .tuples()
        .dicts()
        .get()[key]["facts"]["no_load_loss_w"]
        for key in ("before", "after")
    )
    assert (before, after) == (480, 500)


def test_a_value_that_changes_back_is_a_change_again(take: Import_) -> None:
    for loss in (480, 500, 480):
        result = take([transformer("1", loss=loss)])
    assert result.totals.all["updated"] == 1
    assert Equipment.get().facts["no_load_loss_w"] == 480


def test_a_blank_cell_takes_nothing_away(take: Import_) -> None:
    take([transformer("1", place="一号房")])
    take([transformer("1", place="")])
    assert Equipment.get().facts["location"] == "一号房"


def test_identical_rows_are_devices_of_their_own(take: Import_) -> None:
    row = transformer("", maker="")
    assert take([row, row]).totals.all["created"] == 2
    assert take([row, row]).totals.all["unchanged"] == 2
    assert take([row]).totals.all["unchanged"] == 1
    assert Equipment.select().count() == 2


def test_what_only_resembles_is_left_to_a_person(take: Import_) -> None:
    take([transformer("", maker="", loss=480)])
    changed = [transformer("", maker="", loss=500)]
    refused = take(changed)
    assert refused.totals.all["rejected"] == 1
    assert [item.code for item in refused.problems] == ["possible_duplicate"]
    assert take(changed, suggested="update").totals.all["updated"] == 1
    assert Equipment.select().count() == 1
    assert take([transformer("", "", 520)], suggested="create").totals.all["created"] == 1
    assert Equipment.select().count() == 2


def test_numbers_of_two_devices_in_one_row_are_a_conflict(take: Import_, tmp_path: Path) -> None:
    def trucks(*rows: list[str]) -> Path:
        path = tmp_path / "trucks.csv"
        head = "号牌号码,车辆识别代号,使用单位,车辆类型,燃料种类,注册登记日期\n"
        path.write_text(head + "".join(",".join(row) + "\n" for row in rows), "utf-8")
        return path

    rest = ["某物流", "重型载货", "柴油", "2018-01-01"]
    first = ["粤J11111", "LSVAU2A37N2183294", *rest]
    second = ["粤J22222", "LSVAU2A37N2183295", *rest]
    take(trucks(first, second))
    crossed = take(trucks(["粤J11111", "LSVAU2A37N2183295", *rest]))
    assert [item.code for item in crossed.problems] == ["identity_conflict"]


def test_an_enterprise_with_another_code_is_a_conflict(take: Import_, tmp_path: Path) -> None:
    def ledger(code: str, serial: str) -> Path:
        path = tmp_path / "u.csv"
        path.write_text(
            "使用单位,统一社会信用代码,型号,制造单位,出厂编号,额定容量(kVA)\n"
            f"江海区某厂,{code},S11-M-315/10,甲厂,{serial},315\n",
            "utf-8",
        )
        return path

    take(ledger("91440704BB55KBCBBG", "1"), kind="transformer")
    result = take(ledger("914407047DX2F2A42M", "2"), kind="transformer")
    assert [item.code for item in result.problems] == ["enterprise_code_conflict"]
    assert Enterprise.select().count() == 1


@contextmanager
def written_by_another(settings: Settings) -> Iterator[None]:
    """Somebody else writes: reads go on, a write fails at once."""
    if not database.is_postgres():
        database.db.execute_sql("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(settings.sqlite_path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    database.db.execute_sql("SET lock_timeout = 1")
    with psycopg.connect(settings.database_url) as other:
        other.execute(f"LOCK TABLE {', '.join(tables())} IN EXCLUSIVE MODE")
        yield


def tables() -> list[str]:
    return [f'"{name}"' for name in database.db.get_tables() if not name.startswith("equipment_s")]


def test_a_preview_writes_nothing_and_waits_for_no_writer(
    take: Import_, ledger: Settings, tmp_path: Path
) -> None:
    take([transformer("1"), transformer("2")])
    rows = [transformer("1", loss=490), transformer("3"), ["新厂", *transformer("4")[1:]]]
    path = workbook(tmp_path / "u.xlsx", rows)
    request = staging.Request(path, path.name, "440704")
    staged = staging.stage(SYSTEM, request)

    def held() -> list[object]:
        changes = None if database.is_postgres() else database.db.connection().total_changes
        counts = [f"(SELECT COUNT(*) FROM {name})" for name in tables()]
        return [changes, database.db.execute_sql(f"SELECT {', '.join(counts)}").fetchone()]

    before = held()
    with written_by_another(ledger):
        shown = service.preview(SYSTEM, staged.id)
        with database.looking():
            rehearsed = rehearsing.rehearse(SYSTEM, request, "reject").report
        assert held() == before
    assert rehearsed.totals == shown.totals
    assert {key: count for key, count in shown.totals.all.items() if count and key != "read"} == {
        "created": 2,
        "updated": 1,
    }
    assert Import.get_by_id(staged.id).status == "staged"


def test_a_rehearsal_takes_over_what_was_said_of_the_same_file(
    ledger: Settings, tmp_path: Path
) -> None:
    rows = [transformer("1"), transformer("2"), transformer("3")]
    request = staging.Request(workbook(tmp_path / "t.xlsx", rows), "t.xlsx", "440704")
    first = staging.stage(SYSTEM, request)
    one, two, _three = ImportRow.select().order_by(ImportRow.id)
    store = FileStore(ledger.files_dir)
    store.put(request.path.read_bytes())
    for row, edit in (
        (one, editing.Edit(one.version, {}, "skip")),
        (two, editing.Edit(two.version, {"rated_capacity_kva": "三百一"})),
    ):
        editing.edit_row(SYSTEM, first.id, row.id, edit, store)
    with database.looking():
        foretold = told(rehearsing.rehearse(SYSTEM, request, "reject").report)
    assert [item["text"] for item in foretold["corrections"]] == ["三百一"]
    staged = staging.stage(SYSTEM, request)
    shown = service.preview(SYSTEM, staged.id)
    assert foretold == {**told(shown), "import_id": 0}
    assert [shown.totals.all[key] for key in ("created", "skipped")] == [2, 1]


def test_rows_alike_stay_apart_wherever_a_batch_ends(
    take: Import_, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What this import has made itself is no device that a later row may be."""
    monkeypatch.setattr(committing, "BATCH", 1)
    assert take([transformer("", loss=480), transformer("", loss=490)]).totals.all["created"] == 2


def test_a_preview_gives_no_enterprise_its_code(take: Import_, tmp_path: Path) -> None:
    take([transformer("1")])
    path = tmp_path / "u.csv"
    path.write_text(
        "使用单位,统一社会信用代码,型号,制造单位,出厂编号,额定容量(kVA)\n"
        "江海区某厂,91440704BB55KBCBBG,S11-M-315/10,甲厂,2,315\n",
        "utf-8",
    )
    request = staging.Request(path, path.name, "440704", "transformer")
    staged = staging.stage(SYSTEM, request)
    assert service.preview(SYSTEM, staged.id).totals.all["created"] == 1
    assert Enterprise.get().uscc is None
    committing.commit(staged.id)
    assert Enterprise.get().uscc == "91440704BB55KBCBBG"


def test_alerts_come_with_the_import(take: Import_) -> None:
    take(LEDGERS / "江海区变压器台账.xlsx")
    eliminated = Equipment.select().where(Equipment.verdict == "eliminate").count()
    assert eliminated
    opened = Alert.select().where((Alert.outcome == "eliminate") & Alert.open_key.is_null(False))
    assert opened.count() >= eliminated


def test_a_row_of_another_region_is_rejected(take: Import_, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(
        "使用单位,行政区划代码,型号,额定容量(kVA),空载损耗(W)\n"
        "江海区某厂,440704,S11-M-315/10,315,480\n"
        "外县某厂,140522,S11-M-315/10,315,480\n",
        "utf-8",
    )
    result = take(path, kind="transformer")
    assert result.totals.all | {"created": 1, "rejected": 1} == result.totals.all
    assert [item.code for item in result.problems] == ["region_outside"]


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7 nothing", b"\x00\x01\x02\xff\xfe\x9d", "一,二\n三,四\n".encode()],
    ids=["empty", "pdf", "binary", "no header"],
)
def test_unreadable_files_change_nothing(ledger: Settings, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_bytes(content)
    with pytest.raises(reading.FileProblem) as refusal:
        staging.stage(SYSTEM, staging.Request(path, path.name, "440704"))
    assert refusal.value.message and refusal.value.message_en and refusal.value.remedy
    assert Import.select().count() == ImportRow.select().count() == 0
