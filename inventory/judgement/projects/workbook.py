"""项目储备清单 as a workbook: a row for each project, in the layout that bureaus hand on."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.regions import service as regions
from inventory.judgement.projects import listing
from inventory.judgement.projects.listing import Filters
from inventory.judgement.projects.machine import PROJECT, SOURCES
from inventory.judgement.projects.models import ProjectInvestment, RenewalProject
from inventory.judgement.projects.results import ProjectShown

MOST = 5_000
FEN = 1_000_000  # of 10,000 yuan
HEADINGS = (
    ("序号", 6),
    ("项目名称", 30),
    ("建设单位", 28),
    ("统一社会信用代码", 22),
    ("所在地", 24),
    ("建设内容", 40),
    ("更新设备（台）", 9),
    ("已到位新设备（台）", 9),
    ("计划开工", 12),
    ("计划完工", 12),
    ("实际开工", 12),
    ("实际完工", 12),
    ("总投资（万元）", 13),
    *((f"其中：{name}（万元）", 13) for name in SOURCES.values()),
    ("已完成投资（万元）", 13),
    ("预计年节能量（吨标准煤）", 13),
    ("实测年节能量（吨标准煤）", 13),
    ("申领补贴（项）", 9),
    ("进展", 12),
    ("联系人", 12),
    ("联系电话", 16),
)


def export(actor: Actor, filters: Filters) -> bytes:
    """The list as its reader sees it, oldest first, with its sum."""
    rows = listing.query(actor, filters).order_by(RenewalProject.id).limit(MOST)
    found = listing.told(list(rows))
    audit.record("project.exported", actor, detail={"projects": len(found)})
    return _book(found, _by_source([item.id for item in found]))


def _by_source(ids: Sequence[int]) -> dict[tuple[int, str], int]:
    found: dict[tuple[int, str], int] = {}
    rows = ProjectInvestment.select().where(database.any_of(ProjectInvestment.project, ids))
    for row in rows:
        key = (row.project_id, row.source)
        found[key] = found.get(key, 0) + row.planned_fen
    return found


def _cells(
    number: int, item: ProjectShown, place: str, money: dict[tuple[int, str], int]
) -> list[object]:
    days = (item.planned_from, item.planned_to, item.started_on, item.finished_on)
    return [
        number,
        item.name,
        item.enterprise,
        item.uscc or "",
        place,
        item.contents,
        item.devices,
        item.replaced,
        *("" if day is None else day.isoformat() for day in days),
        item.planned_fen / FEN,
        *(money.get((item.id, source), 0) / FEN for source in SOURCES),
        item.spent_fen / FEN,
        "" if item.expected_kgce is None else round(item.expected_kgce / 1000, 3),
        "" if item.measured_kgce is None else round(item.measured_kgce / 1000, 3),
        item.claims,
        PROJECT.states[item.state],
        item.contact,
        item.phone,
    ]


def _book(found: Sequence[ProjectShown], money: dict[tuple[int, str], int]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    names = regions.names({item.region for item in found})
    with xlsxwriter.Workbook(out, options) as book:
        title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
        head = book.add_format(
            {"bold": True, "bg_color": "#EDF1F5", "border": 1, "text_wrap": True}
        )
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        page = book.add_worksheet("项目储备清单")
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)
        page.freeze_panes(3, 2)
        page.set_footer("&C第 &P 页，共 &N 页")
        page.merge_range(0, 0, 0, len(HEADINGS) - 1, "设备更新项目储备清单", title)
        page.write(1, 0, f"截至 {clock.today().isoformat()}　共 {len(found)} 个项目")
        for column, (heading, width) in enumerate(HEADINGS):
            page.set_column(column, column, width)
            page.write(2, column, heading, head)
        for number, item in enumerate(found, 1):
            cells = _cells(number, item, names.get(item.region, item.region), money)
            page.write_row(2 + number, 0, cells, cell)
        page.write_row(3 + len(found), 0, _sums(found, money), head)
    return out.getvalue()


def _sums(found: Sequence[ProjectShown], money: dict[tuple[int, str], int]) -> list[object]:
    """The last row: what adds up, else blank."""
    return [
        "合计",
        *[""] * 5,
        sum(item.devices for item in found),
        sum(item.replaced for item in found),
        *[""] * 4,
        sum(item.planned_fen for item in found) / FEN,
        *(
            sum(fen for (_, name), fen in money.items() if name == source) / FEN
            for source in SOURCES
        ),
        sum(item.spent_fen for item in found) / FEN,
        round(sum(item.expected_kgce or 0 for item in found) / 1000, 3),
        round(sum(item.measured_kgce or 0 for item in found) / 1000, 3),
        sum(item.claims for item in found),
        *[""] * 3,
    ]
