"""What a bureau publishes, as a workbook: itself, its officers, spot checks, decisions."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import xlsxwriter

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor
from inventory.core.audit import service as audit
from inventory.core.paging import Slice
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.campaigns.models import Campaign
from inventory.enforcement.cases import officers
from inventory.enforcement.publicity import service
from inventory.enforcement.publicity.service import Decision, Narrowed

Row = Sequence[str | int]
MOST = 5_000  # decisions of one file


@dataclass(frozen=True)
class Sheet:
    title: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]


def export(actor: Actor, narrowed: Narrowed) -> bytes:
    """The workbook of an agency that the actor may see."""
    agency = service.require_agency(actor, narrowed.agency or 0)
    found = service.decisions(actor, narrowed, Slice(1, MOST)).items
    sheets = (_agency(agency), _people(agency), _checks(agency), _decisions(found))
    audit.record(
        "decision.exported",
        actor,
        subject="agency",
        subject_id=agency.id,
        detail={"decisions": len(found)},
    )
    return _book(agency.name, sheets)


def _agency(agency: Agency) -> Sheet:
    facts = (
        ("执法主体", agency.name),
        ("职权依据", agency.competence),
        ("地址", agency.address),
        ("联系电话", agency.phone),
        ("行政复议机关", agency.review_body),
        ("有管辖权的人民法院", agency.court),
    )
    return Sheet("执法主体（事前）", ("事项", "内容"), facts, (24, 80))


def _people(agency: Agency) -> Sheet:
    rows = tuple(
        (person.name, person.certificate_no, str(person.certificate_until or "长期"))
        for person in officers.candidates(SYSTEM, agency.region)
        if person.certificate_no
    )
    return Sheet("执法人员（事前）", ("姓名", "执法证号", "有效期至"), rows, (16, 24, 16))


def _checks(agency: Agency) -> Sheet:
    """Spot checks: the draw, with the seed by which it can be repeated."""
    rows = tuple(
        (item.name, f"{item.starts_on} 至 {item.ends_on}", item.seed)
        for item in Campaign.select()
        .where((Campaign.agency == agency.id) & (Campaign.seed != ""))
        .order_by(Campaign.id)
    )
    return Sheet("随机抽查（事前）", ("抽查事项", "期间", "抽取种子"), rows, (40, 28, 36))


HEADINGS = (
    "序号",
    "决定书文号",
    "决定书名称",
    "行政相对人",
    "统一社会信用代码",
    "主要违法事实",
    "处理依据",
    "处理结果",
    "决定机关",
    "决定日期",
    "应公示至迟日期",
    "状态",
    "隐去的内容及理由",
    "不予公示的理由",
)


def _decisions(found: Iterable[Decision]) -> Sheet:
    rows = tuple(
        (
            number,
            item.number,
            item.title,
            "（不予公示）" if item.withheld else item.party,
            "" if item.withheld else item.uscc,
            "" if item.withheld else item.matter,
            "" if item.withheld else item.basis,
            "" if item.withheld else item.result,
            item.agency,
            item.decided_on.isoformat(),
            item.publish_by.isoformat(),
            "已撤销" if item.state == "withdrawn" else "有效",
            item.left_out,
            item.reason,
        )
        for number, item in enumerate(found, 1)
    )
    widths = (6, 28, 22, 28, 22, 50, 50, 32, 26, 12, 14, 8, 40, 30)
    return Sheet("执法决定（事后）", HEADINGS, rows, widths)


def _book(name: str, sheets: Iterable[Sheet]) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "bg_color": "#EDF1F5", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for sheet in sheets:
            page = book.add_worksheet(sheet.title)
            page.freeze_panes(1, 0)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            page.set_paper(9)
            page.set_footer(f"&L{name}&C第 &P 页，共 &N 页&R{clock.today().isoformat()}")
            for column, width in enumerate(sheet.widths):
                page.set_column(column, column, width)
            page.write_row(0, 0, sheet.headings, head)
            for number, row in enumerate(sheet.rows, 1):
                page.write_row(number, 0, row, cell)
    return out.getvalue()
