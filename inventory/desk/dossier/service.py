"""Everything that is kept about a device, or about an enterprise and its devices, as JSON.

Case data is never pruned: what was judged, warned of and served is here from the first day on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from peewee import ForeignKeyField, Model, ModelSelect

from inventory.core import access, clock, database
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.enforcement.cases import reading, showing
from inventory.enforcement.cases.models import Case, CaseDevice, CaseStep
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.intake.visits import service as visits
from inventory.judgement.alerts.models import Alert, AlertStage
from inventory.judgement.assessments.models import Assessment, Finding
from inventory.judgement.ledger import transfers
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import (
    Equipment,
    EquipmentMerge,
    EquipmentRevision,
    Transfer,
)

# What stands of a case beside each of its devices; the rest is the case's own page's.
CASE_COLUMNS = frozenset(
    {
        "id",
        "matter",
        "source",
        "state",
        "agency_id",
        "opened_at",
        "issued_on",
        "effective_on",
        "deadline_on",
        "over_on",
        "outcome",
    }
)
FORMAT = 1  # of the exported JSON; grows when a reader would have to change


def device(actor: Actor, equipment_id: int) -> Mapping[str, Any]:
    """All about one device that `actor` may see."""
    found = retrieval.get(actor, equipment_id)
    (told,) = _devices(actor, [found])
    audit.record("equipment.exported", actor, subject="equipment", subject_id=equipment_id)
    return {"format": FORMAT, "exported_at": clock.now().isoformat(), "equipment": told}


def enterprise(actor: Actor, enterprise_id: int) -> Mapping[str, Any]:
    """All about one enterprise that `actor` may see, with every device, also those that left."""
    owner = enterprises.get(actor, enterprise_id)
    found = list(
        Equipment.select()
        .where(
            (Equipment.enterprise == enterprise_id)
            & access.scope(actor, Equipment.region, Equipment.enterprise)
        )
        .order_by(Equipment.id)
    )
    own = notices.visible(actor).where(Notice.enterprise == enterprise_id)
    told = {
        "format": FORMAT,
        "exported_at": clock.now().isoformat(),
        "enterprise": _plain(owner),
        "equipment": _devices(actor, found),
        "notices": [_plain(item) for item in own.order_by(Notice.id)],
        "audit": audit.about(actor, "enterprise", [enterprise_id]),
    }
    audit.record("enterprise.exported", actor, subject="enterprise", subject_id=enterprise_id)
    return told


def _devices(actor: Actor, found: Sequence[Equipment]) -> list[Mapping[str, Any]]:
    """One round of queries for all devices."""
    ids = [item.id for item in found]
    revisions = _by_device(EquipmentRevision, ids)
    assessments = _with_parts(Assessment, Finding, "assessment", "findings", ids)
    alerts = _with_parts(Alert, AlertStage, "alert", "stages", ids)
    moved = transfers.shown(actor, list(_rows(Transfer, ids)))
    passed = _by_key([_transfer(row) for row in moved], "equipment_id")
    merges = _merges(ids)
    documents = _documents(actor, ids)
    visited = _by_key([_visit(row) for row in visits.of_devices(actor, ids)], "equipment_id")
    carried = _cases(actor, ids)
    events = _by_key(audit.about(actor, "equipment", ids), "subject_id")
    return [
        {
            **_plain(item),
            "revisions": revisions[item.id],
            "assessments": assessments[item.id],
            "alerts": alerts[item.id],
            "transfers": passed[item.id],
            "merges": merges[item.id],
            "notices": documents[item.id],
            "visits": visited[item.id],
            "cases": carried[item.id],
            "audit": events[item.id],
        }
        for item in found
    ]


def _rows(model: type[Model], ids: Sequence[int]) -> ModelSelect:
    return model.select().where(database.any_of(model.equipment, ids)).order_by(model.id)


def _by_device(model: type[Model], ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(model, ids):
        grouped[row.equipment_id].append(_plain(row))
    return grouped


def _by_key(rows: Sequence[Mapping[str, Any]], key: str) -> dict[int, list[Mapping[str, Any]]]:
    grouped: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row[key]].append(row)
    return grouped


def _with_parts(
    model: type[Model], part: type[Model], parent: str, name: str, ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    """Rows of the devices, each with its parts (findings, stages) under `name`."""
    column = getattr(part, parent)
    owners = model.select(model.id).where(database.any_of(model.equipment, ids))
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in part.select().where(column.in_(owners)).order_by(part.id):
        parts[getattr(row, f"{parent}_id")].append(_plain(row))
    grouped = _by_device(model, ids)
    for rows in grouped.values():
        for row in rows:
            row[name] = parts[row["id"]]
    return grouped


def _merges(ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    involved = database.any_of(EquipmentMerge.kept, ids) | database.any_of(
        EquipmentMerge.merged, ids
    )
    for row in EquipmentMerge.select().where(involved).order_by(EquipmentMerge.id):
        for key in (row.kept_id, row.merged_id):
            grouped[key].append(_plain(row))
    return grouped


def _documents(actor: Actor, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    items = list(NoticeItem.select().where(database.any_of(NoticeItem.equipment, ids)))
    wanted = {item.notice_id for item in items}
    visible = notices.visible(actor).where(database.any_of(Notice.id, wanted))
    told = {notice.id: _plain(notice) for notice in visible}
    grouped: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    for item in items:
        if item.notice_id in told:
            grouped[item.equipment][item.notice_id] = told[item.notice_id]
    return defaultdict(list, {key: list(found.values()) for key, found in grouped.items()})


def _cases(actor: Actor, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The cases of each device as far as the actor sees them: their state, what was found at it
    when it came in, and every step that the actor may read.
    """
    rows = list(CaseDevice.select().where(database.any_of(CaseDevice.equipment, ids)))
    seen = reading.visible(actor).where(database.any_of(Case.id, {row.case_id for row in rows}))
    cases = {case.id: case for case in seen}
    found = {row.id: row.found for group in reading.devices_of(cases).values() for row in group}
    story = _story(actor, cases)
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if row.case_id in cases:
            told = _plain(row)
            told["case"] = {
                name: value
                for name, value in _plain(cases[row.case_id]).items()
                if name in CASE_COLUMNS
            }
            told["findings"] = [_plain(item) for item in found.get(row.id, [])]
            told["story"] = story[row.case_id]
            grouped[row.equipment_id].append(told)
    return grouped


def _story(actor: Actor, cases: Collection[int]) -> dict[int, list[dict[str, Any]]]:
    """The steps of cases; an enterprise gets those that it was told of."""
    rows = CaseStep.select().where(database.any_of(CaseStep.case, cases)).order_by(CaseStep.id)
    inside = actor.role in access.OFFICIALS
    grouped: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        if inside or row.move in showing.TOLD_MOVES:
            grouped[row.case_id].append(_plain(row))
    return grouped


def _transfer(row: transfers.TransferShown) -> Mapping[str, Any]:
    return _json(asdict(row))


def _visit(row: visits.VisitShown) -> Mapping[str, Any]:
    """A visit as the actor may read it, without what is the reader's own and not the record's."""
    return _json(
        {key: value for key, value in vars(row).items() if key not in {"equipment", "mine"}}
    )


def _plain(row: Model) -> dict[str, Any]:
    """The columns of a row as JSON data, under their names in the database."""
    return _json(
        {
            name: getattr(
                row, field.object_id_name if isinstance(field, ForeignKeyField) else field.name
            )
            for name, field in sorted(row._meta.columns.items())
        }
    )


def _json(values: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date | datetime) else value
        for key, value in values.items()
    }
