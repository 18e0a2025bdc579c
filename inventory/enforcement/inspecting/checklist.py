"""The check list of an inspection: made from the devices of the case and their findings."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from inventory.core.messages import Sentence, sentence
from inventory.enforcement.cases.models import CaseDevice, CaseFinding
from inventory.enforcement.inspecting.models import InspectionLine
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
OF_KIND = frozenset({"kind", "reading"})
LONGEST = 300  # of what the record or a finding says
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
    question_en: str = ""
    measure_en: str = ""

    @property
    def said(self) -> Sentence:
        """What is asked, in both languages."""
        return Sentence(self.question or self.measure, self.question_en or self.measure_en)


@cache
def looks() -> dict[str, tuple[Look, ...]]:
    """What is asked about devices of each kind, beside what is asked about all."""
    text = (Path(__file__).parent / "kinds.toml").read_text("utf-8")
    found = tomllib.loads(text)
    return {kind: tuple(Look(**entry) for entry in entries) for kind, entries in found.items()}


def questions(devices: list[CaseDevice]) -> Iterator[Question]:
    """The lines for an enterprise with these devices (with their findings as `found`)."""
    for item in ("ledger", "metering"):
        yield Question(None, item, _asked(item, None).zh)
    for device in devices:
        told = " ".join(filter(None, (device.model, device.identifier)))
        in_use = str(device.facts.get("use_state", ""))
        for item, expected in (
            ("present", _place(device)),
            ("nameplate", told),
            ("in_use", in_use),
        ):
            yield Question(device, item, _asked(item, device).zh, expected)
        for finding in device.found:
            yield Question(
                device, "finding", _asked("finding", device).zh, finding.message[:LONGEST]
            )
        for look in looks().get(device.kind, ()):
            item = "reading" if look.measure else "kind"
            yield Question(device, item, look.said.zh, unit=look.unit)


def _asked(item: str, device: CaseDevice | None) -> Sentence:
    """What is asked of devices of every kind; a device without a name is called by its kind."""
    if device is None:
        return sentence(f"checklist.{item}")
    kind = current.load().kinds[device.kind]
    name = device.name or Sentence(kind.name_zh, kind.name_en)
    return sentence(f"checklist.{item}", name=name)


def _place(device: CaseDevice) -> str:
    return str(device.facts.get("location") or "")[:LONGEST]


@dataclass(frozen=True)
class English:
    """A line in English; what nobody has English words for stays as it is stored."""

    question_en: str
    expected_en: str


def english(line: InspectionLine, findings: Sequence[CaseFinding]) -> English:
    """A stored line in English, out of its item; `findings` are those of its device."""
    device = line.device if line.device_id else None
    if line.item in OF_KIND and device is not None:
        known = [look.said for look in looks().get(device.kind, ())]
    else:
        known = [_asked(line.item, device)]
    asked = next((it.en for it in known if it.zh == line.question), line.question)
    return English(asked, _expected(line, device, findings))


def _expected(
    line: InspectionLine, device: CaseDevice | None, findings: Sequence[CaseFinding]
) -> str:
    if line.item == "in_use" and device is not None:
        return current.load().kinds[device.kind].field("use_state").word_en(line.expected)
    told = {it.message[:LONGEST]: it.message_en for it in findings if line.item == "finding"}
    return told.get(line.expected, line.expected)
