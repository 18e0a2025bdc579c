"""The check list of an inspection: made from the devices of the case and their findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from inventory.enforcement.cases.models import CaseDevice
from inventory.judgement.library import current

ITEMS = {
    "present": "设备是否在场",
    "nameplate": "铭牌与台账是否一致",
    "in_use": "是否仍在使用",
    "finding": "判定所依据的情况是否属实",
    "ledger": "用能设备台账是否完整",
    "metering": "计量器具是否配备",
}
# What an answer may be: as the ledger says, otherwise, or nobody could tell.
ANSWERS = {"yes": "是", "no": "否", "unknown": "无法查明", "not_applicable": "不适用"}


@dataclass(frozen=True)
class Question:
    """One line: `device` None is about the enterprise as a whole."""

    device: CaseDevice | None
    item: str
    question: str
    expected: str = ""


def questions(devices: list[CaseDevice]) -> Iterator[Question]:
    """The lines for an enterprise with these devices (with their findings as `found`)."""
    yield Question(None, "ledger", "用能设备台账是否完整、与现场一致？")
    yield Question(None, "metering", "主要用能设备是否配备计量器具？")
    for device in devices:
        kind = current.load().kinds[device.kind]
        name = device.name or kind.name_zh
        told = " ".join(filter(None, (device.model, device.identifier)))
        yield Question(device, "present", f"{name}是否在登记的地点？", _place(device))
        yield Question(device, "nameplate", f"{name}的铭牌与台账是否一致？", told)
        yield Question(
            device, "in_use", f"{name}是否仍在使用？", str(device.facts.get("use_state", ""))
        )
        for finding in device.found:
            yield Question(device, "finding", "下列情况是否属实？", finding.message[:300])


def _place(device: CaseDevice) -> str:
    return str(device.facts.get("location") or "")[:300]
