"""The first page of each role: what is there to do today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import standards
from inventory.core import clock
from inventory.core.access import REGIONAL, Actor, Role
from inventory.core.kinds import known_kinds
from inventory.desk.dashboard.numbers import number
from inventory.desk.dashboard.service import dashboard
from inventory.desk.workbench import cases
from inventory.desk.workbench.results import (
    Alerts,
    ClerkDesk,
    InspectorDesk,
    LeaderDesk,
    ListCount,
    NoticeEntry,
    Notices,
    OfClerk,
    OfInspector,
    OfLeader,
    OwnDevice,
    StageCount,
    ToDo,
    Workbench,
)
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice
from inventory.judgement.alerts import service as alerts
from inventory.judgement.alerts.stages import STAGE_ZH
from inventory.judgement.assessments import service as assessments
from inventory.judgement.assessments.models import Finding
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.listing import Filters
from inventory.registry.equipment.models import Equipment

# How many entries of a list stand on the desk; the whole list is one click away.
SHORT = 10
OWN_DEVICES = 200
WEEK = timedelta(days=6)
# The outcomes that ask something of the user of the device, and what they ask.
TO_DO = {
    "eliminate": ("停止使用并淘汰，更换为合格设备", "Take it out of use and replace it"),
    "rectify": ("按期整改，并把结果报给监管部门", "Put it right and report it"),
    "reassess": ("请检验机构检验或做安全评估后再使用", "Have it inspected or assessed"),
    "due": ("在到期日前办好，逾期即违规", "Settle it before it is due"),
    "renew": ("建议列入更新计划，可咨询补贴", "Plan to replace it"),
    "improve": ("可以做节能改造", "An upgrade would save energy"),
    "unknown": ("补充缺少的资料", "Supply the missing facts"),
}


def workbench(actor: Actor) -> Workbench:
    """The desk of the actor's role."""
    if actor.role is Role.ENTERPRISE:
        return OfClerk(role=actor.role.value, clerk=_clerk(actor))
    if actor.role in {Role.LEADER, Role.AUDITOR}:
        return OfLeader(role=actor.role.value, leader=_leader(actor))
    return OfInspector(role=actor.role.value, inspector=_inspector(actor))


def _inspector(actor: Actor) -> InspectorDesk:
    today = clock.today()
    return InspectorDesk(
        due_this_week=number(actor, Filters(due_from=today, due_to=today + WEEK)),
        overdue=number(actor, Filters(due_to=today - timedelta(days=1))),
        eliminate=number(actor, Filters(verdict="eliminate")),
        incomplete=number(actor, Filters(incomplete=True)),
        disputed=number(actor, Filters(disputed=True)),
        alerts=_alerts(actor),
        overdue_notices=_notices(notices.late(actor, today), {"late": True}),
        cases=cases.of(actor),
    )


def _leader(actor: Actor) -> LeaderDesk:
    region = actor.regions[0] if actor.role in REGIONAL and len(actor.regions) == 1 else ""
    today = clock.today()
    return LeaderDesk(
        dashboard=dashboard(actor, region),
        alerts=_alerts(actor),
        overdue_notices=_notices(notices.late(actor, today), {"late": True}),
        cases=cases.of(actor),
    )


def _clerk(actor: Actor) -> ClerkDesk:
    today = clock.today()
    everything = Filters()
    own = list(
        listing.query(actor, everything)
        .order_by(Equipment.verdict_rank, Equipment.next_due, Equipment.id)
        .limit(OWN_DEVICES)
    )
    return ClerkDesk(
        total=number(actor, everything),
        overdue=number(actor, replace(everything, due_to=today - timedelta(days=1))),
        devices=_in_plain_words(own),
        notices=_open_notices(actor),
        cases=cases.own(actor),
    )


def _in_plain_words(devices: Sequence[Equipment]) -> list[OwnDevice]:
    """Devices with what stands against them and what to do by when, two queries for all."""
    found: dict[int, list[Finding]] = {}
    for finding in assessments.current_findings([device.id for device in devices]):
        found.setdefault(finding.equipment_id, []).append(finding)
    kinds = known_kinds()
    return [
        OwnDevice(
            id=device.id,
            kind=device.kind,
            kind_name=kinds[device.kind].name_zh,
            name=device.name,
            model=device.model,
            identifier=device.identifier,
            verdict=device.verdict,
            verdict_name=standards.OUTCOME_ZH.get(device.verdict or "", "不判定"),
            to_do=[
                _to_do(device, finding)
                for finding in sorted(found.get(device.id, ()), key=_urgency)
            ],
        )
        for device in devices
    ]


def _urgency(finding: Finding) -> tuple[int, date]:
    return standards.OUTCOMES.index(finding.outcome), finding.due or date.max


def _to_do(device: Equipment, finding: Finding) -> ToDo:
    advice, advice_en = TO_DO[finding.outcome]
    fields = {field.id: field for field in known_kinds()[device.kind].fields}
    wanted = [fields[key].heading_zh for key in finding.missing if key in fields]
    if finding.outcome == "unknown" and wanted:
        advice = f"请补充：{'、'.join(wanted)}"
    elif finding.outcome == "unknown":
        # the record is full: a table or a local standard is lacking, which no clerk can fill in
        advice, advice_en = "由主管部门核实", "The department verifies it"
    return ToDo(
        rule=finding.rule,
        outcome=finding.outcome,
        outcome_name=standards.OUTCOME_ZH[finding.outcome],
        presumed=finding.presumed,
        message=finding.message,
        message_en=finding.message_en,
        advice=advice,
        advice_en=advice_en,
        due=finding.due,
        missing=finding.missing,
    )


def _alerts(actor: Actor) -> Alerts:
    """Open alerts by stage, each with the filter of the alerts' list, and one's own."""
    counts = alerts.counts(actor)
    return Alerts(
        total=sum(counts.values()),
        stages=[
            StageCount(
                stage=stage,
                name=STAGE_ZH[stage],
                count=count,
                filter={"stage": stage},
            )
            for stage, count in counts.items()
        ],
        mine=ListCount(
            count=alerts.total(actor, alerts.AlertFilters(mine=True)),
            filter={"mine": True},
        ),
    )


def _open_notices(actor: Actor) -> Notices:
    query = notices.visible(actor).where(Notice.status == "issued")
    return _notices(query, {"status": "issued"})


def _notices(query: Any, filter_: dict[str, Any]) -> Notices:
    return Notices(
        count=query.count(),
        filter=filter_,
        items=[
            NoticeEntry(
                id=item.id,
                number=item.number_text,
                kind=item.kind,
                enterprise=item.enterprise.name,
                deadline_on=item.deadline_on,
            )
            for item in query.order_by(Notice.deadline_on, Notice.id).limit(SHORT)
        ],
    )
