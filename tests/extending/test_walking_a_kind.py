"""The made-up kind of docs/extending/kind.md, from a workbook to a notice: no line of code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import xlsxwriter
from pypdf import PdfReader

from inventory.app.cli import main
from inventory.app.cli.setup import choose_library
from inventory.core.access import SYSTEM
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.desk.dashboard import service as dashboard
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.terms import Terms
from inventory.intake.imports import committing, staging
from inventory.judgement.alerts.models import Alert
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.registry.equipment.models import Equipment
from standards import installed
from standards.loading import LIBRARY
from standards.loading_kinds import load_kinds
from tests.extending import pages

REGION = "440704"
HEADINGS = (
    "使用单位",
    "型号",
    "制造单位",
    "机身编号",
    "洗涤方式",
    "装载量(t)",
    "投用日期",
    "安装地点",
)
ROWS = (
    ("江海洗衣公司", "XGQ-100", "甲厂", "W-1", "湿洗", 0.1, "2014-11-21", "一号车间"),
    ("江海洗衣公司", "XGQ-50", "甲厂", "W-2", "水洗", 0.05, "2024-01-01", "一号车间"),
    ("江海洗衣公司", "GXZ-20", "甲厂", "W-3", "干洗", 0.02, "2016-01-01", "二号车间"),
)


@pytest.fixture
def office(ledger: Settings, tmp_path: Path) -> Iterator[Settings]:
    """A service whose office keeps the page's kind in a folder of its own."""
    pages.lay("kind.md", tmp_path / "library")
    choose_library(Settings(data_dir=ledger.data_dir, library_dir=str(tmp_path / "library")))
    yield ledger
    installed.choose(None)


@pytest.fixture
def taken(office: Settings, tmp_path: Path) -> list[Equipment]:
    """The devices of a workbook; nobody says of which kind they are."""
    path = tmp_path / "台账.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("洗衣机")
        for number, row in enumerate((HEADINGS, *ROWS)):
            sheet.write_row(number, 0, row)
    request = staging.Request(path, path.name, REGION, None)
    committing.commit(staging.stage(SYSTEM, request, FileStore(office.files_dir)).id)
    return list(Equipment.select().order_by(Equipment.id))


def test_its_devices_are_read_and_judged(taken: list[Equipment]) -> None:
    assert [item.kind for item in taken] == ["washer"] * 3
    assert [item.facts["washing"] for item in taken] == ["水洗", "水洗", "干洗"]
    assert [item.facts["load_kg"] for item in taken] == [100, 50, 20]
    assert [item.verdict for item in taken] == ["renew", None, "renew"]
    assert [item.identifier for item in taken] == ["W-1", "W-2", "W-3"]


def test_its_alerts_are_raised(taken: list[Equipment]) -> None:
    alerts = Alert.select().order_by(Alert.equipment)
    assert [(item.equipment_id, item.rule, item.stage) for item in alerts] == [
        (taken[0].id, "washer.years", "due"),
        (taken[2].id, "washer.years", "overdue30"),
    ]


def test_it_is_counted_as_its_file_says(taken: list[Equipment]) -> None:
    (counted,) = dashboard.dashboard(SYSTEM).statistics
    assert (counted.kind, counted.field, counted.heading) == (
        "washer",
        "washing",
        "洗涤方式",
    )
    assert [(item.value, item.count) for item in counted.values] == [("水洗", 2), ("干洗", 1)]
    for item in counted.values:
        assert listing.query(SYSTEM, item.filters).count() == item.count
    blank = Filters(kind="washer", fact="washing:none")
    assert listing.query(SYSTEM, blank).count() == 0
    with pytest.raises(Invalid, match="colour"):
        listing.query(SYSTEM, Filters(fact="colour:red"))


def test_its_advice_has_its_counter_and_its_number(taken: list[Equipment]) -> None:
    notice = notices.draft(SYSTEM, taken[0].enterprise_id, "advice", Terms())
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(notices.pdf(notice))).pages
    ).replace("\n", "")
    assert "2套" in text
    for word in ("机身编号W-1", "机身编号W-3", "洗涤设备更新实施方案", "第三条", "第四条"):
        assert word in text
    assert "W-2" not in text


def test_a_mistake_in_the_folder_is_refused_with_file_and_key(
    office: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "wrong" / "kinds" / "washer.toml"
    pages.lay("kind.md", tmp_path / "wrong")
    path.write_text(path.read_text("utf-8").replace('unit = "kg"', 'unit = "stone"'), "utf-8")
    with pytest.raises(Invalid, match="stone") as refusal:
        choose_library(Settings(data_dir=office.data_dir, library_dir=str(tmp_path / "wrong")))
    assert "kinds/washer.toml" in refusal.value.remedy


def test_a_choice_without_an_english_word_is_shown_as_it_is(tmp_path: Path) -> None:
    pages.lay("kind.md", tmp_path)
    path = tmp_path / "kinds" / "washer.toml"
    path.write_text(path.read_text("utf-8").replace('"水洗" = "wet cleaning", ', ""), "utf-8")
    washing = load_kinds(tmp_path, LIBRARY)["washer"].field("washing")
    assert washing.choices_en == ("水洗", "dry cleaning")


def test_the_command_line_checks_the_folder_and_tells_what_it_adds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages.lay("kind.md", tmp_path)
    assert main(["library", "check", str(tmp_path)]) == 0
    assert main(["library", "diff", "shipped", str(tmp_path)]) == 1
    added = [line for line in capsys.readouterr().out.splitlines() if line.startswith("+")]
    assert added == [
        "+ document 示例府发〔2025〕8号",
        "+ kind washer",
        "+ rule washer.years",
        "+ table washer-years",
    ]
