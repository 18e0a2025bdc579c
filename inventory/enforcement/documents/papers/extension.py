"""延期决定书: whether a party gets more time to put right what an order demands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.model import Obstacle, chinese_date
from inventory.enforcement.documents.papers import checks, devices, drawing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Device,
    Reference,
    counted,
    day,
    numbered,
)
from inventory.enforcement.documents.phrases import clean, sentence
from inventory.enforcement.documents.remedies import review_and_suit
from inventory.enforcement.documents.table import Column

TITLE = "延期决定书"
TEMPLATE = "extension/1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Extension(CasePaper):
    """The decision on a request for more time.

    Args:
        order: the document whose term it is.
        devices: whose term is extended; `stopped` those that must not be used meanwhile.
        asked_on, reason: the request.
        deadline, new_deadline: the term so far, and the new one where it is granted.
        grounds: why the agency decides so.
        latest: the last day that the agency's own rule allows (a setting; never printed).
    """

    order: Reference
    devices: tuple[Device, ...] = ()
    stopped: tuple[Device, ...] = ()
    asked_on: date | None = None
    reason: str = ""
    granted: bool = True
    deadline: date | None = None
    new_deadline: date | None = None
    grounds: str = ""
    latest: date | None = None
    template: str = TEMPLATE


def draw(document: Extension) -> bytes:
    """The decision as PDF."""
    many = len(document.devices) > devices.LISTED
    table = devices.rows(document.devices, [("",)] * len(document.devices))
    annexes = (devices.annex("设备清单", (Column("备注", 82),), table),) if many else ()
    return drawing.letter(
        document,
        TITLE,
        (_opening(document),),
        (
            ("决定", tuple(_decision(document))),
            ("延期期间的要求" if document.granted else "整改要求", tuple(_meanwhile(document))),
            ("救济途径", (review_and_suit(document.agency, load_law(), "本决定"),)),
        ),
        annexes=annexes,
    )


def obstacles(document: Extension) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    return tuple(
        [
            *checks.two_officers(document),
            *checks.dated(document),
            *checks.remedies(document),
            *checks.needed("asked_on", document.asked_on, "申请日期", "when it was asked for"),
            *checks.needed("reason", document.reason, "申请的理由", "why it was asked for"),
            *checks.needed("deadline", document.deadline, "原整改期限", "the term so far"),
            *checks.needed("grounds", document.grounds, "决定的理由", "why it is decided so"),
            *_term(document),
            *checks.drawable(document),
        ]
    )


def _term(document: Extension) -> Iterator[Obstacle]:
    if not document.granted:
        return
    yield from checks.needed("new_deadline", document.new_deadline, "新的期限", "the new term")
    yield from checks.in_order(
        "new_deadline",
        document.deadline,
        document.new_deadline,
        "新的期限须晚于原期限",
        "the new term must end after the old one",
    )
    if document.latest and document.new_deadline and document.new_deadline > document.latest:
        yield Obstacle(
            "latest",
            True,
            f"超过本机关规定的最长延期（{chinese_date(document.latest)}）",
            f"later than the agency allows ({document.latest.isoformat()})",
        )


def _opening(document: Extension) -> str:
    when = f"于{chinese_date(document.asked_on)}" if document.asked_on else ""
    why = f"，理由为：{clean(document.reason).rstrip('。')}" if document.reason else ""
    return f"你单位{when}就本机关{document.order.dated}申请延长整改期限{why}。经审查，现决定如下："


def _decision(document: Extension) -> Iterator[str]:
    old = day(document.deadline)
    which = _which(document)
    if document.granted:
        new = (
            chinese_date(document.new_deadline)
            if document.new_deadline
            else "　　　　年　　月　　日"
        )
        yield f"同意延期。{which}的整改期限由{old}延长至{new}。"
    else:
        yield f"不同意延期。{which}仍应当于{old}前完成整改。"
    if document.grounds:
        yield f"理由：{sentence(clean(document.grounds))}"


def _which(document: Extension) -> str:
    if not document.devices:
        return "上述文书所列设备"
    if len(document.devices) > devices.LISTED:
        return f"附表所列{counted(document.devices)}设备"
    return "、".join(f"{item}" for item in document.devices)


def _meanwhile(document: Extension) -> Iterator[str]:
    said = []
    if document.stopped:
        names = "、".join(map(str, document.stopped))
        said.append(
            f"{names}已责令停止使用，延期不改变停止使用的要求，期间不得恢复使用、转让或者拆除。"
        )
    if document.granted:
        said.append("期限内应当采取必要的安全措施，并于期限届满前将整改情况书面报告本机关。")
        said.append("上述文书的其他内容不变。")
    else:
        said.append("逾期未完成整改的，本机关将依法处理。")
    yield from numbered(said)
