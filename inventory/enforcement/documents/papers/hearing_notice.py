"""陈述申辩告知书: tells a party what the agency is about to decide, and that it is heard first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from inventory.enforcement.documents.law import load as load_law
from inventory.enforcement.documents.letter import Annex
from inventory.enforcement.documents.model import Obstacle, chinese_date
from inventory.enforcement.documents.papers import checks, devices, drawing
from inventory.enforcement.documents.papers.base import CasePaper, Device, named, numbered
from inventory.enforcement.documents.phrases import clean, sentence
from inventory.enforcement.documents.table import Column

TITLE = "陈述申辩告知书"
TEMPLATE = "hearing-notice/1"


@dataclass(frozen=True, slots=True)
class Charge:
    """What was found of a device, and the clause that it offends."""

    device: Device
    fact: str
    clause: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HearingNotice(CasePaper):
    """What a party is told before a decision.

    Args:
        charges: devices and facts.
        violated, basis: citations as printed, from the grounds that the order will rest on.
        intended: what the agency is about to decide, a measure each (责令停止使用 …).
        penalty: what it is about to impose as a penalty besides (没收 …); then the party may ask
            for a hearing (行政处罚法 article 63).
        answer_by: until when to answer; the agency sets it, no law that is held gives a number.
        place: where to answer, if not at the agency's address.
    """

    charges: tuple[Charge, ...] = ()
    violated: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    intended: tuple[str, ...] = ()
    penalty: tuple[str, ...] = ()
    answer_by: date | None = None
    place: str = ""
    template: str = TEMPLATE


def draw(document: HearingNotice) -> bytes:
    """The notice as PDF; devices beyond a handful stand in an annex."""
    return drawing.letter(
        document,
        TITLE,
        ("本机关对你单位使用的设备进行了检查。在作出决定之前，现将有关事项告知如下：",),
        (
            ("查明的事实", tuple(_facts(document))),
            ("涉嫌违反的规定和依据", tuple(_law(document))),
            ("拟作出的决定", tuple(_intended(document))),
            ("你单位的权利", tuple(_rights(document))),
        ),
        annexes=_annexes(document),
    )


def obstacles(document: HearingNotice) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    return tuple(
        [
            *checks.two_officers(document),
            *checks.dated(document),
            *checks.needed("charges", document.charges, "查明的事实", "what was found"),
            *checks.needed("basis", document.basis, "处理依据", "the legal basis"),
            *checks.needed("intended", document.intended, "拟作出的决定", "what is intended"),
            *checks.needed(
                "answer_by", document.answer_by, "陈述申辩的截止日期", "until when to answer"
            ),
            *checks.in_order(
                "answer_by",
                document.issued_on,
                document.answer_by,
                "陈述申辩的截止日期须晚于告知日期",
                "the day to answer by must come after the notice",
            ),
            *checks.drawable(document),
        ]
    )


def _facts(document: HearingNotice) -> Iterator[str]:
    charges = document.charges
    if len(charges) > devices.LISTED:
        counted = len(charges)
        yield f"经查，你单位有{counted}项设备问题，逐台情况见附表。"
        return
    yield from numbered([f"{item.device}：{sentence(clean(item.fact))}" for item in charges])


def _law(document: HearingNotice) -> Iterator[str]:
    if document.violated:
        yield f"上述行为涉嫌违反{'、'.join(map(clean, document.violated))}的规定。"
    if document.basis:
        yield f"处理依据：{'、'.join(map(clean, document.basis))}。"


def _intended(document: HearingNotice) -> Iterator[str]:
    yield from numbered([sentence(clean(text)) for text in document.intended])
    if document.penalty:
        texts = "；".join(clean(text).rstrip("。；") for text in document.penalty)
        yield f"拟作出的行政处罚：{texts}。"


def _rights(document: HearingNotice) -> Iterator[str]:
    law = load_law()
    heard = law.cite("penalty", "第四十五条", "", "当事人有权进行陈述和申辩")
    until = (
        f"于{chinese_date(document.answer_by)}前" if document.answer_by else "于　　年　月　日前"
    )
    place = clean(document.place) or clean(document.agency.address) or "本机关"
    told = [
        f"依照{heard}的规定，你单位有权进行陈述和申辩。请{until}以书面或者口头方式向本机关提出（{place}）；"
        "提出的事实、理由或者证据成立的，本机关予以采纳。逾期未提出的，本机关将依法作出决定。本机关不会因你单位陈述、申辩而给予更重的处理。",
    ]
    if document.penalty:
        ask = law.cite("penalty", "第六十三条", "", "应当告知当事人有要求听证的权利")
        days = law.cite("penalty", "第六十四条", "", "应当在行政机关告知后五日内提出")
        told.append(
            f"对拟作出的上述行政处罚，符合{ask}规定情形的，你单位有权要求听证。"
            f"要求听证的，依照{days}的规定，应当在收到本告知书后五个工作日内提出；听证不收取费用。"
        )
    if document.officers:
        told.append(f"承办人：{named(document.officers)}。")
    yield from numbered(told)


def _annexes(document: HearingNotice) -> tuple[Annex, ...]:
    charges = document.charges
    if len(charges) <= devices.LISTED:
        return ()
    last = (Column("查明的事实", 52), Column("涉嫌违反的条款", 30))
    cells = ((item.fact, item.clause) for item in charges)
    return (devices.annex("设备清单", last, devices.rows([i.device for i in charges], cells)),)
