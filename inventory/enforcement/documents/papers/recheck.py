"""整改复查意见书: what the recheck found, device by device, and what remains to be done."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from inventory.enforcement.documents.model import Obstacle
from inventory.enforcement.documents.papers import checks, devices, drawing
from inventory.enforcement.documents.papers.base import (
    CasePaper,
    Device,
    Reference,
    counted,
    day,
    named,
    numbered,
)
from inventory.enforcement.documents.phrases import clean, sentence
from inventory.enforcement.documents.table import Column

TITLE = "整改复查意见书"
TEMPLATE = "recheck/1"
Way = Literal["visit", "papers", "photos"]
WAYS: dict[Way, str] = {
    "visit": "现场检查",
    "papers": "材料核查",
    "photos": "照片、视频核查",
}
COLUMNS = (Column("整改要求", 26), Column("复查情况", 36), Column("结论", 20))


@dataclass(frozen=True, slots=True)
class CheckedDevice:
    """A device at the recheck: what was demanded, what was found, by what evidence, accepted?"""

    device: Device
    demanded: str
    found: str
    accepted: bool
    evidence: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recheck(CasePaper):
    """The opinion after a recheck.

    Args:
        order: the document that was to be carried out; `deadline` its term.
        way: how it was rechecked.
        remaining: what the party still has to do, and by when, for devices not accepted.
        next_step: what the agency will do about them.
    """

    order: Reference
    devices: tuple[CheckedDevice, ...] = ()
    checked_on: date | None = None
    way: Way = "visit"
    deadline: date | None = None
    remaining: str = ""
    next_step: str = ""
    template: str = TEMPLATE


def draw(document: Recheck) -> bytes:
    """The opinion as PDF, with a table of all devices behind it."""
    good, bad = _split(document)
    cells = (
        (item.demanded, _found(item), "整改到位" if item.accepted else "未整改到位")
        for item in document.devices
    )
    table = devices.rows([item.device for item in document.devices], cells)
    return drawing.letter(
        document,
        TITLE,
        (_opening(document),),
        (
            ("复查结论", tuple(_conclusion(document, good, bad))),
            ("后续要求", tuple(_next(document, bad))),
        ),
        annexes=(devices.annex("复查情况", COLUMNS, table),),
    )


def obstacles(document: Recheck) -> tuple[Obstacle, ...]:
    """What should be settled before it is issued."""
    _, bad = _split(document)
    found = [
        *checks.two_officers(document),
        *checks.dated(document),
        *checks.needed("devices", document.devices, "复查的设备", "the devices"),
        *checks.needed("checked_on", document.checked_on, "复查日期", "the day of the recheck"),
        *(each for item in document.devices for each in _device(item)),
        *checks.drawable(document),
    ]
    if bad:
        found += checks.needed(
            "next_step", document.remaining or document.next_step, "后续要求", "what follows"
        )
    return tuple(found)


def _device(item: CheckedDevice) -> Iterator[Obstacle]:
    name = item.device.name
    yield from checks.needed("found", item.found, f"“{name}”的复查情况", f"how {name} was found")
    if item.accepted:
        yield from checks.needed(
            "evidence", item.evidence, f"“{name}”整改到位的证据", f"the evidence for {name}"
        )


def _split(document: Recheck) -> tuple[list[CheckedDevice], list[CheckedDevice]]:
    good = [item for item in document.devices if item.accepted]
    return good, [item for item in document.devices if not item.accepted]


def _found(item: CheckedDevice) -> str:
    evidence = f"（证据：{clean(item.evidence)}）" if item.evidence else ""
    return f"{clean(item.found)}{evidence}"


def _opening(document: Recheck) -> str:
    on = day(document.checked_on)
    who = f"，复查人员：{named(document.officers)}" if document.officers else ""
    return (
        f"{on}，本机关对你单位执行{document.order.dated}的情况进行了复查"
        f"（方式：{WAYS[document.way]}{who}）。现提出如下复查意见："
    )


def _conclusion(
    document: Recheck, good: Sequence[CheckedDevice], bad: Sequence[CheckedDevice]
) -> Iterator[str]:
    if not bad:
        yield f"复查的{counted([i.device for i in good])}设备均已按要求整改到位。逐台情况见附表。"
        return
    if not good:
        yield f"复查的{counted([i.device for i in bad])}设备均未整改到位。逐台情况见附表。"
        return
    yield (
        f"复查设备{counted([i.device for i in document.devices])}，其中"
        f"{counted([i.device for i in good])}已整改到位，"
        f"{counted([i.device for i in bad])}未整改到位。逐台情况见附表。"
    )


def _next(document: Recheck, bad: Sequence[CheckedDevice]) -> Iterator[str]:
    said = []
    if bad:
        if document.remaining:
            said.append(sentence(clean(document.remaining)))
        if document.next_step:
            said.append(sentence(clean(document.next_step)))
        said.append("未整改到位的设备，责令停止使用的，在整改到位前不得恢复使用。")
    else:
        said.append("请你单位继续做好设备的日常管理，已经停用、更新的设备不得重新投入使用。")
    yield from numbered(said)
