"""A round as a workbook: its enterprises, and the devices that disagree with the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import JOIN

from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.kinds import known_kinds
from inventory.core.regions import service as regions
from inventory.core.sheets import Sheet, book
from inventory.intake.surveys import listing, rounds
from inventory.intake.surveys.listing import Wanted
from inventory.intake.surveys.models import SurveyEntry, SurveyLine
from inventory.intake.surveys.recording import FINDINGS, STATES
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment

LIST = (
    ("企业", 34),
    ("所在地", 20),
    ("走访情况", 18),
    ("走访日期", 12),
    ("走访人", 20),
    ("与台账一致", 10),
    ("台账有、现场没有", 10),
    ("现场有、台账没有", 10),
    ("备注", 50),
)
DEVICES = (
    ("企业", 34),
    ("设备类别", 14),
    ("设备", 40),
    ("摸排结果", 18),
    ("说明", 60),
)


def export(actor: Actor, survey_id: int, wanted: Wanted) -> bytes:
    """The chosen enterprises and what was found at them, as .xlsx."""
    found = rounds.get(actor, survey_id)
    rows = list(listing.select(actor, survey_id, wanted))
    audit.record(
        "survey.exported",
        actor,
        subject="survey_round",
        subject_id=found.id,
        detail={"enterprises": len(rows)},
    )
    title = f"{found.title}（{found.begins_on} 至 {found.ends_on}）"
    names = regions.names({row.region for row in rows})
    return book(
        [
            Sheet("摸排企业", title, LIST, [_row(row, names) for row in rows]),
            Sheet("设备差异", title, DEVICES, _devices([row.id for row in rows])),
        ]
    )


def _row(row: SurveyEntry, names: dict[str, str]) -> Sequence[str]:
    return (
        row.enterprise.name,
        names.get(row.region, row.region),
        STATES[row.state],
        row.visited_on.isoformat() if row.visited_on else "",
        row.people,
        *(str(getattr(row, name)) for name in FINDINGS),
        row.remark,
    )


def _devices(entries: Sequence[int]) -> list[Sequence[str]]:
    kinds = known_kinds()
    query = (
        SurveyLine.select(SurveyLine, SurveyEntry, Enterprise, Equipment)
        .join(SurveyEntry)
        .join(Enterprise)
        .switch(SurveyLine)
        .join(Equipment, JOIN.LEFT_OUTER)
        .where(SurveyLine.entry.in_(entries) & (SurveyLine.finding != "agree"))
        .order_by(SurveyLine.entry, SurveyLine.id)
    )
    return [
        (
            line.entry.enterprise.name,
            kinds[line.kind].name_zh if line.kind in kinds else line.kind,
            " ".join(filter(None, _called(line))),
            FINDINGS[line.finding],
            line.text,
        )
        for line in query
    ]


def _called(line: SurveyLine) -> Sequence[str]:
    device = line.equipment if line.equipment_id else None
    return (device.name, device.model, device.identifier) if device else ()
