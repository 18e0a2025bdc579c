"""结案报告: how a case went and why it may be closed, device by device."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from inventory.enforcement.documents.form import Band, Field, Grid, Item, Pair
from inventory.enforcement.documents.model import Obstacle, chinese_date
from inventory.enforcement.documents.papers import checks, devices, drawing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Device,
    Reference,
    Signature,
    day,
    moment,
    named,
)
from inventory.enforcement.documents.phrases import clean, paragraphs
from inventory.enforcement.documents.table import Column, Row

TITLE = "结案报告"
TEMPLATE = "closing-report/1"
End = Literal["rectified", "handed_over", "withdrawn", "dropped"]
ENDS: dict[End, str] = {
    "rectified": "整改到位",
    "handed_over": "已移送",
    "withdrawn": "已撤销",
    "dropped": "不再处理",
}
COLUMNS = (Column("查明的问题", 32), Column("处理结果", 20), Column("依据、证据", 30))
STEPS = (
    Column("日期", 26, centred=True),
    Column("经过", 80),
    Column("文书", 50),
)


@dataclass(frozen=True, slots=True)
class ClosedDevice:
    """How the matter of a device ended, and what shows it."""

    device: Device
    fact: str
    end: End | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the case, with its document."""

    on: date
    what: str
    document: Reference | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosingReport(CasePaper):
    """The report that closes a case.

    Args:
        opened_on, source: when it was opened, and from what.
        opinion: of the officers; `approver` who decided, with `approved_on`.
    """

    matter: str = ""
    opened_on: date | None = None
    source: str = ""
    devices: tuple[ClosedDevice, ...] = ()
    steps: tuple[Step, ...] = ()
    opinion: str = ""
    approver: str = ""
    approved_on: date | None = None
    approval: str = ""
    signature: Signature | None = None
    template: str = TEMPLATE


def draw(document: ClosingReport) -> bytes:
    """The report as PDF."""
    return drawing.form(document, TITLE, list(_items(document)))


def obstacles(document: ClosingReport) -> tuple[Obstacle, ...]:
    """What keeps the case from being closed."""
    return tuple(
        [
            *checks.two_officers(document),
            *checks.needed("devices", document.devices, "涉案设备", "the devices"),
            *checks.needed("steps", document.steps, "办理经过", "how it went"),
            *checks.needed("opinion", document.opinion, "承办人意见", "the officers' opinion"),
            *(each for item in document.devices for each in _ended(item)),
            *_second_person(document),
            *checks.drawable(document),
        ]
    )


def _ended(item: ClosedDevice) -> Iterator[Obstacle]:
    name = item.device.name
    if item.end is None:
        yield Obstacle(
            "end",
            True,
            f"“{name}”尚未办结，不能结案",
            f"{name} is not settled yet",
        )
    else:
        yield from checks.needed(
            "evidence", item.evidence, f"“{name}”处理结果的依据", f"what shows the end of {name}"
        )


def _second_person(document: ClosingReport) -> Iterator[Obstacle]:
    yield from checks.needed("approver", document.approver, "审批人", "who approves it")
    if document.approver.strip() in {officer.name.strip() for officer in document.officers}:
        yield Obstacle(
            "approver", True, "审批人不能是本案承办人", "the approver handles the case himself"
        )


def _items(document: ClosingReport) -> Iterator[Item]:
    party = document.party
    whose = filter(None, (clean(party.name), clean(party.uscc), clean(party.address)))
    yield Field("当事人", "\n".join(whose))
    if document.matter:
        yield Field("案由", clean(document.matter))
    yield Pair(Field("立案日期", day(document.opened_on)), Field("来源", clean(document.source)))
    yield Field("承办人", named(document.officers).replace("、", "\n"))
    yield Band("办理经过")
    yield Grid(STEPS, tuple(map(_step, document.steps)))
    yield Band("逐台处理结果")
    cells = (
        (item.fact, ENDS[item.end] if item.end else "未办结", item.evidence)
        for item in document.devices
    )
    table = devices.rows([item.device for item in document.devices], cells)
    yield Grid(devices.columns(*COLUMNS), table)
    yield Field("承办人意见", "\n".join(paragraphs(document.opinion)), 30)
    yield from _approved(document)


def _approved(document: ClosingReport) -> Iterator[Item]:
    signed = document.signature
    at = moment(signed.signed_at) if signed and signed.signed_at else day(document.approved_on)
    text = "\n".join((*paragraphs(document.approval), clean(document.approver), at))
    yield Field("负责人审批", text, 26, signed.image if signed else "")


def _step(step: Step) -> Row:
    document = str(step.document) if step.document else "—"
    return Row(((chinese_date(step.on),), (clean(step.what),)), (((document,),),))
