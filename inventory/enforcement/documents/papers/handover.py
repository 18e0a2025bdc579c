"""移送函 / 函告: hands what another department must deal with over to that department."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from inventory.enforcement.documents.letter import Annex
from inventory.enforcement.documents.model import Obstacle, chinese_date
from inventory.enforcement.documents.papers import checks, devices, drawing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Device,
    Reference,
    counted,
    numbered,
)
from inventory.enforcement.documents.phrases import clean, paragraphs, sentence
from inventory.enforcement.documents.table import Column

TITLE = "移送函"
NOTIFYING = "告知函"
TEMPLATE = "handover/1"
COLUMNS = (Column("发现的情况", 52), Column("涉及的规定", 30))


@dataclass(frozen=True, slots=True)
class Matter:
    """A device, what was found of it, and the provision that it concerns."""

    device: Device
    fact: str
    clause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handover(CasePaper):
    """A letter to another department; `party` is the enterprise that it is about.

    Args:
        to: the department's agency.
        way: handover = suspected violations go over; notice = it is told what may concern it.
        source: how it came to light (监督检查, 台账核查 …).
        reference: the document of ours that said so to the enterprise.
        why_theirs: why it is theirs to deal with: what the law or its organisation gives it.
        attachments: what goes with the letter.
        reply_by: until when we ask for an answer.
        contact: whom they may call.
    """

    to: str
    way: Literal["handover", "notice"] = "handover"
    source: str = ""
    matters: tuple[Matter, ...] = ()
    reference: Reference | None = None
    why_theirs: str = ""
    attachments: tuple[str, ...] = ()
    reply_by: date | None = None
    contact: str = ""
    template: str = TEMPLATE


def title(document: Handover) -> str:
    return TITLE if document.way == "handover" else NOTIFYING


def draw(document: Handover) -> bytes:
    """The letter as PDF."""
    return drawing.letter(
        document,
        title(document),
        (_opening(document),),
        (
            ("当事人", (_party(document),)),
            ("发现的情况", tuple(_facts(document))),
            ("移送的理由" if document.way == "handover" else "告知的理由", tuple(_why(document))),
            ("有关事项", tuple(_asks(document))),
        ),
        addressee=document.to,
        annexes=_annexes(document),
    )


def obstacles(document: Handover) -> tuple[Obstacle, ...]:
    """What should be settled before it is sent."""
    own = document.to.strip() == document.agency.name.strip()
    return tuple(
        [
            *checks.dated(document),
            *checks.needed("to", document.to, "受移送机关", "whom it goes to"),
            *(
                [Obstacle("to", True, "不能移送本机关", "it cannot be handed over to oneself")]
                if own and document.to
                else []
            ),
            *checks.needed("matters", document.matters, "移送的事项", "what is handed over"),
            *checks.needed("source", document.source, "线索来源", "how it came to light"),
            *checks.needed(
                "why_theirs",
                document.why_theirs,
                "属于对方职责的理由",
                "why it is theirs",
                blocking=False,
            ),
            *checks.drawable(document),
        ]
    )


def _opening(document: Handover) -> str:
    source = clean(document.source).rstrip("。") or "工作"
    word = "移送你单位处理" if document.way == "handover" else "函告你单位"
    return f"本机关在{source}中发现下列情况，属于你单位职责范围，现{word}。"


def _party(document: Handover) -> str:
    party = document.party
    facts = (
        ("", party.name),
        ("统一社会信用代码", party.uscc),
        ("地址", party.address),
        ("联系人", party.contact),
    )
    return sentence(
        "，".join(f"{label}：{clean(v)}" if label else clean(v) for label, v in facts if v)
    )


def _facts(document: Handover) -> Iterator[str]:
    if len(document.matters) > devices.LISTED:
        yield f"涉及设备{counted([item.device for item in document.matters])}，逐台情况见附表。"
        return
    yield from numbered([_fact(item) for item in document.matters])


def _fact(item: Matter) -> str:
    clause = f"涉及{clean(item.clause)}。" if item.clause else ""
    return f"{item.device}：{sentence(clean(item.fact))}{clause}"


def _why(document: Handover) -> Iterator[str]:
    yield from map(sentence, paragraphs(document.why_theirs))
    if document.reference:
        yield f"本机关已以{document.reference}告知当事人上述情况将移送有关部门处理。"


def _asks(document: Handover) -> Iterator[str]:
    by = f"于{chinese_date(document.reply_by)}前" if document.reply_by else ""
    said = [f"请你单位依法处理，并{by}将处理结果函告本机关。"]
    if document.way == "notice":
        said = [f"请你单位研究处理；有处理结果的，请{by}函告本机关。"]
    if document.way == "handover":
        said.append("你单位认为不属于本单位职责的，请说明理由并退回本机关。")
    if document.attachments:
        said.append(f"随函材料：{'；'.join(map(clean, document.attachments))}。")
    if document.contact:
        said.append(f"联系人：{sentence(clean(document.contact))}")
    yield from numbered(said)


def _annexes(document: Handover) -> tuple[Annex, ...]:
    if len(document.matters) <= devices.LISTED:
        return ()
    cells = ((item.fact, item.clause) for item in document.matters)
    table = devices.rows([item.device for item in document.matters], cells)
    return (devices.annex("设备清单", COLUMNS, table),)
