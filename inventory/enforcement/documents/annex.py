"""The annex of a notice: each device, its findings and how each is dealt with."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from inventory.enforcement.documents.grounding import Group, Item
from inventory.enforcement.documents.law import Law
from inventory.enforcement.documents.model import NoticeDevice, NoticeFinding
from inventory.enforcement.documents.phrases import clean, message, place, to_verify, unsaid
from inventory.enforcement.documents.table import Row

ACTIONS = {
    "eliminate": "停止使用",
    "rectify": "限期整改",
    "reassess": "检验评估",
    "renew": "建议更新",
    "improve": "建议改进",
    "due": "临期提醒",
}


def rows(found: Sequence[Item], grouped: Sequence[Group], law: Law) -> Iterator[Row]:
    """One row for each device, one line for each of its findings."""
    handed = {
        (item.serial, item.finding): f"移送{law.departments[group.ground.department]}"
        for group in grouped
        if not group.own
        for item in group.items
    }
    for serial, members in groupby(found, key=lambda item: item.serial):
        listed = list(members)
        device = listed[0].device
        details = tuple(
            (
                _fact_cell(item.finding),
                (place(law, item.finding) or "—",),
                (handed.get((serial, item.finding)) or _action(item.finding),),
            )
            for item in listed
        )
        yield Row(((str(serial),), _name_cell(device), _number_cell(device)), details)


def _action(finding: NoticeFinding) -> str:
    return "核实" if to_verify(finding) else ACTIONS[finding.outcome]


def _name_cell(device: NoticeDevice) -> tuple[str, ...]:
    several = f"{device.number}{device.counter}" if device.number > 1 else ""
    return tuple(filter(None, (clean(device.name), clean(device.model), several)))


def _number_cell(device: NoticeDevice) -> tuple[str, ...]:
    parts = (device.serial_no, device.registration_no, device.location)
    return tuple(filter(None, map(clean, parts))) or ("—",)


def _fact_cell(finding: NoticeFinding) -> tuple[str, ...]:
    doubt = "·推定" if finding.presumed else ""
    said = f"【{clean(finding.outcome_zh)}{doubt}】{message(finding)}"
    return (said, *unsaid(finding))
