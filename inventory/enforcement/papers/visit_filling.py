"""What the record of a visit says: each device as it was found, photographs, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from inventory.core import clock
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.inspecting import checklist, evidence
from inventory.enforcement.inspecting.models import Inspection, InspectionLine, InspectionSignature

Filled = dict[str, Any]
Named = Callable[[CaseDevice], Filled]


def of(
    case: Case, devices: Sequence[CaseDevice], named: Named, facts: Callable[[CaseDevice], str]
) -> Filled:
    """The record of the last visit; without one, the reasons why the devices are in the case."""
    visit = _last(case)
    if visit is None:
        seen = [{"device": named(item), "seen": facts(item)} for item in devices]
        return {"matter": case.matter, "place": case.enterprise.address, "devices": seen}
    lines = list(
        InspectionLine.select()
        .where(InspectionLine.inspection == visit.id)
        .order_by(InspectionLine.id)
    )
    photos = _photos(lines, {item.id: item for item in devices})
    signed = evidence.signatures(visit)
    return {
        "matter": case.matter,
        "place": visit.place,
        "began_at": _local(visit.began_at),
        "ended_at": _local(visit.ended_at),
        "recorder": visit.actor_name,
        "present": [{"name": name} for name in visit.present.split("、") if name.strip()],
        "certificates_shown": visit.showed_certificates,
        "rights_told": visit.told_rights,
        "avoidance": visit.avoidance,
        "devices": [_seen(item, lines, photos, named, facts) for item in devices],
        "photos": [photo for _line, photo in photos],
        "general": "\n".join(filter(None, (_answers(lines, None), visit.facts_text))),
        "statement": visit.statement,
        "signature": _party(visit, signed),
        "officers_signed": [_signed(item) for item in signed if item.officer is not None],
    }


def _last(case: Case) -> Inspection | None:
    recorded = Inspection.select().where(
        (Inspection.case == case.id) & (Inspection.state == "recorded")
    )
    return recorded.order_by(Inspection.recorded_at.desc(), Inspection.id.desc()).first()


def _local(at: datetime) -> str:
    return at.astimezone(clock.SHANGHAI).isoformat()


def _seen(
    device: CaseDevice,
    lines: Sequence[InspectionLine],
    photos: Sequence[tuple[InspectionLine, Filled]],
    named: Named,
    facts: Callable[[CaseDevice], str],
) -> Filled:
    """A device with the answers about it; without answers, the reason why it is in the case."""
    numbers = [n for n, (line, _) in enumerate(photos, 1) if line.device_id == device.id]
    seen = _answers(lines, device.id) or facts(device)
    return {"device": named(device), "seen": seen, "photos": numbers}


def _answers(lines: Sequence[InspectionLine], device: int | None) -> str:
    return "\n".join(said(line) for line in lines if line.device_id == device and line.answer)


def said(line: InspectionLine) -> str:
    """One line as the record prints it."""
    if line.item == "reading":
        told = f"{line.value:g} {line.unit}" if line.value is not None else "未测得"
        head = f"{line.question}：{told}"
    else:
        asked = line.expected if line.item == "finding" else ""
        head = (
            f"{line.question.rstrip('？')}{f'（{asked}）' if asked else ''}"
            f"：{checklist.ANSWERS[line.answer]}"
        )
    return "；".join(filter(None, (head, line.found, line.note))) + "。"


def _photos(
    lines: Sequence[InspectionLine], devices: dict[int, CaseDevice]
) -> list[tuple[InspectionLine, Filled]]:
    """Each photograph with its line, in the order of the list: its place there is its number."""
    found = []
    for line in lines:
        device = devices.get(line.device_id)
        about = " ".join(filter(None, (device.model, device.identifier))) if device else ""
        caption = "：".join(filter(None, (about, line.question.rstrip("？"))))
        for photo in line.photos:
            taken = photo["taken_at"]
            at = _local(datetime.fromisoformat(taken)) if taken else None
            told = {"caption": caption, "taken_at": at, "place": photo["place"]}
            found.append((line, {**told, "sha256": photo["sha256"]}))
    return found


def _party(visit: Inspection, signed: Sequence[InspectionSignature]) -> Filled:
    drawn = next((item for item in signed if item.officer is None), None)
    return {
        "name": visit.signed_by,
        "duty": visit.signed_duty,
        "signed_at": _local(drawn.signed_at if drawn else visit.ended_at),
        "image": drawn.image if drawn else "",
        "refused": visit.refused,
        "reason": visit.refusal,
        "witness": {"name": visit.witness} if visit.witness else None,
    }


def _signed(item: InspectionSignature) -> Filled:
    return {"name": item.name, "signed_at": _local(item.signed_at), "image": item.image}
