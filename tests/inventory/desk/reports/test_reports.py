"""Reports: sums that add up, what was not held, versions that never change, the lists behind."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.audit.models import AuditEvent
from inventory.core.database import db
from inventory.core.errors import Conflict, Forbidden, Invalid, NotFound
from inventory.core.files import FileStore
from inventory.core.paging import Slice
from inventory.core.settings import Settings
from inventory.desk.reports import behind, comparing, scheduled, service, snapshots, wording
from inventory.desk.reports.content import Content, Row, Sums, of_json
from inventory.desk.reports.measures import MEASURES
from inventory.desk.reports.models import LedgerSnapshot, ReportVersion
from inventory.desk.reports.periods import period_of
from inventory.judgement.ledger import facets, writing
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.writing import Change
from inventory.people.enterprises import service as enterprises

HOME, AWAY, TOWNSHIP = "440704", "140522", "440704001"
INSPECTOR = Actor(1, "监察员", Role.INSPECTOR, (HOME,))
LEADER = Actor(2, "领导", Role.LEADER, (HOME,))
TOWN = Actor(3, "镇街", Role.INSPECTOR, (TOWNSHIP,))
FOREIGNER = Actor(4, "外地", Role.INSPECTOR, (AWAY,))


@pytest.fixture
def files(ledger: Settings) -> FileStore:
    return FileStore(ledger.files_dir)


@pytest.fixture
def county(ledger: Settings) -> Iterator[None]:
    """An old and a good transformer in a township, and a record of three with no township."""
    with db.atomic():
        owner = enterprises.create(SYSTEM, {"name": "某厂", "region": TOWNSHIP})
        other = enterprises.create(SYSTEM, {"name": "某站", "region": HOME})
        facts = {"model": "S7-315/10", "use_state": "在用"}
        writing.write(
            [
                Change("transformer", owner.id, TOWNSHIP, {**facts, "serial_number": "1"}),
                Change("boiler", owner.id, TOWNSHIP, {"use_state": "报废"}),
                Change("motor", other.id, HOME, {"quantity": 3, "use_state": "在用"}),
            ],
            writing.Origin("test"),
        )
    yield


def wanted(
    day: date = date(2026, 11, 21), kind: str = "monthly", reason: str = ""
) -> service.Wanted:
    return service.Wanted("monthly", HOME, day, reason=reason)


def content(version: ReportVersion) -> Content:
    return of_json(version.content)


@pytest.mark.usefixtures("county")
def test_every_table_adds_up_to_the_total(files: FileStore) -> None:
    said = content(service.make(INSPECTOR, files, wanted()))
    assert said.total.now["total"] == facets.devices(SYSTEM, Filters(region=HOME)) == 5
    assert said.records == 3
    assert said.total.now["retired"] == 1
    for table in said.tables:
        for measure in MEASURES:
            assert sum(row.now[measure] or 0 for row in table.rows) == said.total.now[measure]
    regions = {row.key: row.now["total"] for row in said.tables[0].rows}
    assert (regions[TOWNSHIP], regions["none"]) == (2, 3)


@pytest.mark.usefixtures("county")
def test_what_was_not_held_is_not_worked_out(files: FileStore) -> None:
    said = content(service.make(INSPECTOR, files, wanted()))
    assert said.total.before["total"] is None
    assert said.total.year_before["total"] is None
    assert any("未留存" in text for part in said.parts for text in part.paragraphs)
    past = content(service.make(INSPECTOR, files, wanted(date(2026, 8, 1))))
    assert past.total.now["total"] is None
    assert past.held == ""


@pytest.mark.usefixtures("county")
def test_the_page_is_told_in_english_too(files: FileStore) -> None:
    made = service.make(INSPECTOR, files, wanted())
    said = content(made)
    assert said.title_en == "Equipment renewal: monthly summary, 2026-11"
    assert said.number_en == "2026, no. 11"
    texts = [text for part in said.parts for text in (part.heading_en, *part.paragraphs_en)]
    assert texts[1].startswith("On 2026-11-21 the ledger held 5 devices.")
    assert [len(part.paragraphs) - len(part.paragraphs_en) for part in said.parts] == [0] * 4
    assert all(text.isascii() for text in said.notes_en) and len(said.notes_en) == len(said.notes)
    (listed,) = service.find(INSPECTOR).items
    assert listed.title_en == said.title_en


@pytest.mark.usefixtures("county")
def test_a_report_of_an_older_release_stays_as_it_was(files: FileStore) -> None:
    made = service.make(INSPECTOR, files, wanted())
    stored = {
        key: value
        for key, value in made.content.items()
        if key not in {"title_en", "number_en", "notes_en"}
    }
    stored["parts"] = [
        {"heading": part["heading"], "paragraphs": part["paragraphs"]} for part in stored["parts"]
    ]
    former = of_json(stored)
    told = comparing.compare(former, content(made))
    assert (told.added, told.left_out) == ([], [])
    assert former.parts[0].said()[0].en == former.parts[0].paragraphs[0]


@pytest.mark.usefixtures("county")
def test_a_month_is_kept_once_and_compared_with_later(files: FileStore) -> None:
    with clock.frozen(date(2026, 12, 9)):
        assert snapshots.take(files, "2026-11") is None  # too late
    with clock.frozen(date(2026, 12, 1)):
        assert snapshots.take(files, "2026-11") is not None
        assert snapshots.take(files, "2026-11") is None
        more = enterprises.create(SYSTEM, {"name": "新厂", "region": TOWNSHIP})
        added = Change("motor", more.id, TOWNSHIP, {"use_state": "在用"})
        writing.write([added], writing.Origin("test"))
    kept = LedgerSnapshot.get()
    assert (kept.records, kept.devices) == (3, 5)
    with clock.frozen(date(2026, 12, 20)):
        november = content(service.make(INSPECTOR, files, wanted(date(2026, 11, 30))))
        december = content(service.make(INSPECTOR, files, wanted(date(2026, 12, 20))))
    assert (november.total.now["total"], november.total.now["new"]) == (5, 5)
    assert (december.total.now["total"], december.total.now["new"]) == (6, 1)
    assert december.total.before["total"] == 5


@pytest.mark.usefixtures("county")
def test_every_number_opens_its_list(files: FileStore) -> None:
    made = service.make(INSPECTOR, files, wanted())
    for table in content(made).tables:
        for row in table.rows:
            for measure in ("total", "new", "retired"):
                place = (measure, table.id, row.key)
                found = behind.behind(LEADER, files, made.id, place, Slice(size=2))
                assert found.sum == row.now[measure]
                assert len(found.items) == min(found.total, 2)
    with pytest.raises(Invalid):
        behind.behind(LEADER, files, made.id, ("tea", "total", "all"), Slice())


@pytest.mark.usefixtures("county")
def test_a_published_version_never_changes(files: FileStore) -> None:
    draft = service.make(INSPECTOR, files, wanted())
    again = service.make(INSPECTOR, files, wanted())
    assert ReportVersion.select().count() == 1  # a draft is replaced
    assert (draft.number, again.number) == (1, 1)
    first = service.publish(INSPECTOR, files, again.id)
    kept = files.get(first.pdf_sha256)
    with pytest.raises(Conflict):
        service.publish(INSPECTOR, files, first.id)
    with pytest.raises(Invalid):
        service.make(INSPECTOR, files, wanted())
    enterprise = enterprises.create(SYSTEM, {"name": "补报", "region": TOWNSHIP})
    added = Change("motor", enterprise.id, TOWNSHIP, {"use_state": "在用"})
    writing.write([added], writing.Origin("test"))
    second = service.make(INSPECTOR, files, wanted(reason="补报一台电机"))
    service.publish(INSPECTOR, files, second.id)
    assert (second.number, service.get(LEADER, first.id).digest) == (2, first.digest)
    assert service.file(LEADER, files, first.id, "pdf").content == kept
    changed = service.differences(LEADER, second.id, first.id)
    numbers = {(item.table, item.key, item.measure): item for item in changed.numbers}
    assert (numbers["total", "all", "total"].before, numbers["total", "all", "total"].after) == (
        5,
        6,
    )
    assert numbers["region", TOWNSHIP, "new"].after == 3
    assert changed.added
    assert service.differences(LEADER, second.id) == changed
    assert service.differences(LEADER, first.id).numbers == []
    assert comparing.compare(content(first), content(first)).numbers == []
    events = [row.event for row in AuditEvent.select() if row.event.startswith("report.")]
    assert events.count("report.published") == 2


@pytest.mark.usefixtures("county")
@pytest.mark.parametrize("form", ["pdf", "xlsx", "docx"])
def test_the_same_content_gives_the_same_file(files: FileStore, form: str) -> None:
    made = service.make(INSPECTOR, files, wanted())
    one, two = (service.file(INSPECTOR, files, made.id, form) for _ in range(2))
    assert one.content == two.content
    assert one.name == f"2026年11月设备更新工作月汇总-第1版（草稿）.{form}"
    text = read(one.content, form)
    assert "江海区" in text
    assert "未分到镇街" in text


def read(made: bytes, form: str) -> str:
    if form == "pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    if form == "docx":
        document = Document(io.BytesIO(made))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    book = load_workbook(io.BytesIO(made))
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return "".join(str(value) for row in rows for value in row)


@pytest.mark.usefixtures("county")
def test_a_report_is_for_those_who_see_its_whole_region(files: FileStore) -> None:
    made = service.make(INSPECTOR, files, wanted())
    assert service.find(LEADER).total == 1
    for other in (TOWN, FOREIGNER):
        assert service.find(other).total == 0
        with pytest.raises(NotFound):
            service.get(other, made.id)
        with pytest.raises(Forbidden):
            service.make(other, files, wanted())
    with pytest.raises(Forbidden):
        service.publish(LEADER, files, made.id)
    with pytest.raises(Forbidden):
        service.find(Actor(5, "企业", Role.ENTERPRISE, enterprise=1))
    with pytest.raises(Invalid):
        service.make(INSPECTOR, files, wanted(date(2026, 12, 1)))


@pytest.mark.usefixtures("county")
def test_the_clock_publishes_each_report_once(files: FileStore, tmp_path: Path) -> None:
    with clock.frozen(date(2026, 12, 3)):
        snapshots.take(files, "2026-11")
        assert scheduled.places() == [HOME]
        assert scheduled.publish(files, "monthly", date(2026, 11, 30)) == scheduled.Made(1, 0)
        assert scheduled.publish(files, "monthly", date(2026, 11, 30)) == scheduled.Made(0, 1)
    (listed,) = service.find(LEADER).items
    assert (listed.title, listed.state) == ("2026年11月设备更新工作月汇总", service.PUBLISHED)
    assert service.shown(LEADER, listed.version_id).versions[0].by_clock


@pytest.mark.parametrize(
    ("cadence", "day", "name", "end", "before", "year_before"),
    [
        ("monthly", date(2024, 2, 29), "2024-02", date(2024, 2, 29), "2024-01", "2023-02"),
        ("monthly", date(2026, 1, 1), "2026-01", date(2026, 1, 31), "2025-12", "2025-01"),
        ("quarterly", date(2026, 3, 31), "2026-Q1", date(2026, 3, 31), "2025-Q4", "2025-Q1"),
        ("yearly", date(2026, 12, 31), "2026", date(2026, 12, 31), "2025", "2025"),
    ],
)
def test_periods(
    cadence: str, day: date, name: str, end: date, before: str, year_before: str
) -> None:
    period = period_of(cadence, day)
    assert (period.name, period.end) == (name, end)
    assert (period.before().name, period.year_before().name) == (before, year_before)
    assert replace(period, end=period.begin).after() == period.after()


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        ((1.0, 0.0), ["整改率居前：一镇（100.0%）。", "整改率靠后：二镇（0.0%）。"]),
        ((0.0, None), ["整改率靠后：一镇（0.0%）。"]),
        ((0.5, 0.4), ["整改率居前：一镇（50.0%）、二镇（40.0%）。"]),
    ],
)
def test_a_place_that_rectified_nothing_is_not_ahead(
    rates: Sequence[float | None], told: list[str]
) -> None:
    numbers = {"overdue": 0, "total": 1}
    rows = [
        Row(f"44070400{at}", name, "", numbers, {}, {}, rate, at)
        for at, (name, rate) in enumerate(zip(("一镇", "二镇"), rates, strict=True), start=1)
    ]
    all_of_it = Row("all", "合计", "", numbers, {}, {})
    places = Sums("regions", "地区", "places", rows)
    asked = wording.Told(all_of_it, places, (), "", date(2026, 11, 30), held=True, late=())
    (part,) = wording.parts(["places"], asked)
    assert part.paragraphs == told
