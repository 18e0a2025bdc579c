"""监察通知书: tells an enterprise that it will be inspected, when, and what to have ready."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, drawing
from inventory.enforcement.documents.papers.base import CasePaper, day, named, numbered
from inventory.enforcement.documents.phrases import clean, paragraphs, quoted, sentence

TITLE = "监察通知书"
TEMPLATE = "inspection-notice/1"
CONTENT = (
    "用能设备的台账、铭牌、出厂文件与在用情况",
    "国家明令淘汰的用能设备的停用、更新情况",
    "执行强制性节能标准的情况",
)
MATERIALS = (
    "设备台账、出厂合格证、铭牌照片",
    "能效测试、检验检测报告",
    "已经停用、更新、报废设备的证明材料",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class InspectionNotice(CasePaper):
    """The contents of a notice before a visit.

    Args:
        mode: on_site = a visit on `visit_on`; written = papers are to be sent in by that day.
        starts: hour of the visit as printed (上午9时).
        basis_text: what the inspection rests on besides (or, for a department of whose law nothing
            is held, instead of) what `law/grounds.toml` cites, in the agency's words.
        content, materials: what is inspected; what is to be at hand.
        days_ahead: how many days before the visit the agency tells it: a setting of the agency, for
            the provision was read in a copy that names no rule. Never printed.
        urgent_reason: why it is told later than that.
        contact: whom the enterprise may call.
    """

    visit_on: date | None = None
    mode: Literal["on_site", "written"] = "on_site"
    starts: str = ""
    place: str = ""
    basis_text: str = ""
    content: tuple[str, ...] = CONTENT
    materials: tuple[str, ...] = MATERIALS
    days_ahead: int = 5
    urgent_reason: str = ""
    contact: str = ""
    template: str = TEMPLATE


def draw(document: InspectionNotice) -> bytes:
    """The notice as PDF."""
    return drawing.letter(
        document,
        TITLE,
        (_opening(document),),
        (
            ("监察依据", tuple(_basis(document))),
            ("监察内容", tuple(numbered([sentence(clean(text)) for text in document.content]))),
            ("时间和方式", tuple(_when(document))),
            ("需要准备的材料", tuple(numbered([sentence(clean(t)) for t in document.materials]))),
            ("告知事项", tuple(_told(document))),
        ),
    )


def obstacles(document: InspectionNotice) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    return tuple(
        [
            *checks.two_officers(document),
            *checks.dated(document),
            *checks.needed("visit_on", document.visit_on, "监察日期", "the day of the inspection"),
            *_ahead(document),
            *checks.needed("basis", tuple(_basis(document)), "监察依据", "the basis"),
            *checks.needed("content", document.content, "监察内容", "what is inspected"),
            *checks.drawable(document),
        ]
    )


def is_short(document: InspectionNotice) -> bool:
    """Whether less time is given than the agency gives."""
    if document.issued_on is None or document.visit_on is None or document.mode == "written":
        return False
    return (document.visit_on - document.issued_on).days < document.days_ahead


def _ahead(document: InspectionNotice) -> Iterator[Obstacle]:
    if document.issued_on and document.visit_on and document.visit_on < document.issued_on:
        yield Obstacle(
            "visit_on", True, "监察日期不能早于通知日期", "the visit lies before the notice"
        )
    if is_short(document) and not document.urgent_reason.strip():
        yield Obstacle(
            "days_ahead",
            True,
            f"通知距监察不足{document.days_ahead}日：请改期，或者写明理由（涉嫌违法案件、举报投诉、抽查等）",
            f"less than {document.days_ahead} days ahead: choose a later day or state the reason",
        )


def _opening(document: InspectionNotice) -> str:
    way = "现场监察" if document.mode == "on_site" else "书面监察"
    return f"本机关决定对你单位的用能设备实施{way}。现将有关事项通知如下："


def _basis(document: InspectionNotice) -> Iterator[str]:
    law = load_law()
    cites = tuple(
        cite for power in document.agency.competences for cite in law.inspections.get(power, ())
    )
    if cites:
        yield f"{quoted(cites)}。"
    yield from paragraphs(document.basis_text)


def _when(document: InspectionNotice) -> Iterator[str]:
    on = day(document.visit_on)
    if document.mode == "written":
        yield f"请你单位于{on}前将下列材料报送本机关。"
        return
    place = clean(document.place) or clean(document.party.address) or "你单位"
    yield f"监察时间：{on}{clean(document.starts)}。"
    yield f"监察地点：{place}。"
    if document.officers:
        yield f"监察人员：{named(document.officers)}。"
    if is_short(document) and document.urgent_reason:
        yield f"未提前{document.days_ahead}日通知的理由：{sentence(clean(document.urgent_reason))}"


def _told(document: InspectionNotice) -> Iterator[str]:
    law = load_law()
    shown = law.cite("penalty", "第五十五条", "", "应当主动向当事人或者有关人员出示执法证件")
    avoid = law.cite("penalty", "第四十三条", "", "有权申请回避")
    told = [
        "请你单位安排熟悉设备的人员到场，如实说明情况、提供材料。"
        if document.mode == "on_site"
        else "请你单位如实提供材料，并对材料的真实性负责。",
        f"执法人员将依照{shown}的规定出示执法证件；不出示的，你单位有权拒绝检查。",
        f"你单位认为执法人员与本次监察有直接利害关系或者有其他关系可能影响公正执法的，依照{avoid}的规定，有权申请回避。",
    ]
    if "energy" in document.agency.competences:
        free = law.cite("energy", "第十二条", "", "不得向监督管理对象收取费用")
        told.append(f"依照{free}的规定，本次监察不收取任何费用。")
    if document.contact:
        told.append(f"联系人：{sentence(clean(document.contact))}")
    yield from numbered(told)
