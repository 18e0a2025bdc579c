"""The check list of an inspection: made from the devices of the case and their findings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inventory.enforcement.cases.models import CaseDevice
from inventory.judgement.library import current

ITEMS = {
    "present": "设备是否在场",
    "nameplate": "铭牌与台账是否一致",
    "in_use": "是否仍在使用",
    "finding": "判定所依据的情况是否属实",
    "kind": "该类设备的查看事项",
    "reading": "仪表读数",
    "ledger": "用能设备台账是否完整",
    "metering": "计量器具是否配备",
}
# The answers: as in the ledger, different, or not to be determined.
ANSWERS = {"yes": "是", "no": "否", "unknown": "无法查明", "not_applicable": "不适用"}


@dataclass(frozen=True)
class Question:
    """One line: `device` None is about the enterprise as a whole; a reading has a unit."""

    device: CaseDevice | None
    item: str
    question: str
    expected: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Look:
    """What kinds.toml asks of a kind: a question, or a reading in its unit."""

    question: str = ""
    measure: str = ""
    unit: str = ""


@cache
def looks() -> dict[str, tuple[Look, ...]]:
    """What is asked about devices of each kind, beside what is asked about all."""
    text = (Path(__file__).parent / "kinds.toml").read_text("utf-8")
    found = tomllib.loads(text)
    return {kind: tuple(Look(**entry) for entry in entries) for kind, entries in found.items()}


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
        for look in looks().get(device.kind, ()):
            item = "reading" if look.measure else "kind"
            yield Question(device, item, look.question or look.measure, unit=look.unit)


def _place(device: CaseDevice) -> str:
    return str(device.facts.get("location") or "")[:300]
