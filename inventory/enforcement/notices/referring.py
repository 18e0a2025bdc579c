"""What a document hands over, as letters: 移送函 for violations that others must deal with, 告知函
for advice that another department gives.

The letters are complete but for their number, which the office's own register of letters gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.documents import law
from inventory.enforcement.documents.grounding import groups
from inventory.enforcement.documents.model import NoticeDevice, NoticeDocument
from inventory.enforcement.documents.papers import handover
from inventory.enforcement.documents.papers.base import Device, Reference
from inventory.enforcement.documents.phrases import message, place, plain
from inventory.enforcement.notices import content, drafting, service
from inventory.enforcement.notices.models import Notice


@dataclass(frozen=True)
class Referral:
    """A letter: to whom, about how many devices."""

    position: int
    to: str
    title: str
    devices: int
    letter: handover.Handover


def letters(actor: Actor, notice_id: int) -> list[Referral]:
    """The letters that go with a document, one to each department."""
    notice = service.get(actor, notice_id)
    document = content.from_json(notice.content)
    there = agencies.of_region(notice.enterprise.region)
    if notice.kind == "advice":
        made = list(_told(actor, notice, document, there))
    else:
        made = list(_handed_over(document, there))
    return [
        Referral(
            position,
            letter.to,
            handover.title(letter),
            sum(device.number for device in {matter.device for matter in letter.matters}),
            letter,
        )
        for position, letter in enumerate(made, 1)
    ]


def pdf(actor: Actor, notice_id: int, position: int) -> bytes:
    """One of the letters."""
    found = next((it for it in letters(actor, notice_id) if it.position == position), None)
    if found is None:
        raise not_found("移送函", "letter")
    return handover.draw(found.letter)


def _handed_over(document: NoticeDocument, there: Sequence[Agency]) -> Iterator[handover.Handover]:
    known = law.load()
    by_office: dict[str, list[handover.Matter]] = {}
    for group in groups(document, known):
        if group.own:
            continue
        for item in group.items:
            clause = plain(group.ground.violated) or place(known, item.finding)
            matter = handover.Matter(_device(item.device), message(item.finding), clause)
            by_office.setdefault(group.ground.department, []).append(matter)
    for office, matters in by_office.items():
        agency = next((item for item in there if office in item.competences), None)
        to = agency.name if agency else known.departments[office]
        yield _letter(document, to, "handover", matters)


def _told(
    actor: Actor, notice: Notice, document: NoticeDocument, there: Sequence[Agency]
) -> Iterator[handover.Handover]:
    known = law.load()
    by_agency: dict[str, list[handover.Matter]] = {}
    for leader, device in drafting.led_by_others(actor, notice, there):
        for finding in device.findings:
            matter = handover.Matter(_device(device), message(finding), place(known, finding))
            by_agency.setdefault(leader.name, []).append(matter)
    for to, matters in by_agency.items():
        yield _letter(document, to, "notice", matters)


def _letter(
    document: NoticeDocument, to: str, way: str, matters: Sequence[handover.Matter]
) -> handover.Handover:
    looked = "监督检查" if document.inspected_on else "设备台账核查"
    return handover.Handover(
        agency=document.agency,
        party=document.enterprise,
        officers=document.officers,
        issued_on=document.issued_on or clock.today(),
        final=document.number is not None,
        to=to,
        way="handover" if way == "handover" else "notice",
        source=f"对该单位的{looked}",
        matters=tuple(matters),
        reference=Reference(document.title, document.number or "") if document.orders else None,
    )


def _device(device: NoticeDevice) -> Device:
    serial = device.serial_no or device.registration_no
    return Device(
        device.name, device.model, serial, device.location, device.counter, device.quantity
    )
