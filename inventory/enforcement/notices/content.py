"""What a notice says: from standing findings to the document's plain data, and back from JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import standards
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import opening
from inventory.enforcement.documents import codec, law
from inventory.enforcement.documents.grounding import grounded
from inventory.enforcement.documents.model import (
    ORDER_OUTCOMES,
    Kind,
    NoticeDevice,
    NoticeDocument,
    NoticeFinding,
    Party,
    measures_of,
)
from inventory.enforcement.documents.model import Agency as DocumentAgency
from inventory.enforcement.notices.results import LeftOut
from inventory.judgement.assessments.models import Finding
from inventory.judgement.library import current
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment.models import Equipment
from standards.orders import Admission, Judged, may_enter_order
from standards.places import printed_place

ADVICE_OUTCOMES = frozenset({"renew", "improve", "due"})


Place = tuple[int, str]  # (equipment, rule or ground)


@dataclass(frozen=True)
class Standing:
    """What stands already: findings in issued orders without a case, grounds (by device) that open
    cases hold, and devices in an order of today.
    """

    ordered: frozenset[Place] = frozenset()
    held: frozenset[Place] = frozenset()
    ordered_today: frozenset[int] = frozenset()


def admission(finding: Judged, device: Equipment, standing: Standing) -> Admission:
    """Whether a finding may enter an order (RULEBOOK §1), and if not, why not.

    What only a local document says has no ground of an order on record.
    """
    found = may_enter_order(
        finding,
        {"use_state": device.use_state or None},
        key_energy_user=device.enterprise.key_energy_user,
        open_case=(device.id, finding.rule) in standing.ordered
        or (device.id, opening.ground_of(finding.rule, finding.outcome)) in standing.held,
    )
    if found.allowed and not grounded(finding.rule, finding.outcome):
        return replace(found, code="no_ground", zh=NO_GROUND[0], en=NO_GROUND[1], instead="advice")
    return found


NO_GROUND = (
    "法规库中没有可以据以责令的条款，列入建议书。",
    "No provision to order anything on is held: it is advised.",
)


def belongs(kind: Kind, finding: Finding, device: Equipment, standing: Standing) -> bool:
    """Whether a document of this kind may contain a finding.

    An advice does not speak of what an order of the same day says about the same device.
    """
    admitted = admission(finding, device, standing)
    if kind == "order":
        return admitted.allowed
    if kind == "stop_order":
        return admitted.allowed and law.load().stops(finding.rule, finding.outcome)
    if finding.outcome not in ADVICE_OUTCOMES | ORDER_OUTCOMES or admitted.allowed:
        return False
    return admitted.instead == "advice" and device.id not in standing.ordered_today


Chosen = list[tuple[Equipment, list[Finding]]]


def advised_by(agency: Agency, there: Sequence[Agency], chosen: Chosen) -> Chosen:
    """The devices about which an agency may advise, among the agencies of the place."""
    return [pair for pair in chosen if agencies.advises(agency, pair[0].kind, there)]


def led_by_others(agency: Agency, there: Sequence[Agency], chosen: Chosen) -> list[LeftOut]:
    """What calls for advice that another department gives, each with that department."""
    own = {device.id for device, _ in advised_by(agency, there, chosen)}
    told = []
    for device, findings in chosen:
        leader = agencies.leader(device.kind, there)
        if device.id in own or leader is None:
            continue
        told += [
            _told(
                device,
                finding,
                "other_department",
                f"该类设备由{leader.name}主管，由其出具建议书，或者以告知函移送。",
                f"{leader.name} leads this kind: it advises, or is told by letter.",
            )
            for finding in findings
        ]
    return told


def _told(device: Equipment, finding: Finding, code: str, zh: str, en: str) -> LeftOut:
    facts = device.facts
    name, model = facts.get("name") or "", facts.get("model") or ""
    return LeftOut(device.id, name, model, finding.rule, code, zh, en)


def devices(
    equipment: Sequence[Equipment], findings: Sequence[Finding], kind: Kind, standing: Standing
) -> Chosen:
    """The devices that have something to say in such a document, with just those findings."""
    known = {item.id: item for item in equipment}
    by_device: dict[int, list[Finding]] = {}
    for finding in findings:
        if belongs(kind, finding, known[finding.equipment_id], standing):
            by_device.setdefault(finding.equipment_id, []).append(finding)
    return [(item, by_device[item.id]) for item in equipment if item.id in by_device]


def left_out(
    equipment: Sequence[Equipment], findings: Sequence[Finding], standing: Standing
) -> list[LeftOut]:
    """Findings that call for an order and may not enter one, each with the reason."""
    known = {item.id: item for item in equipment}
    told = []
    for finding in findings:
        device = known[finding.equipment_id]
        admitted = admission(finding, device, standing)
        if finding.outcome in ORDER_OUTCOMES and not admitted.allowed:
            told.append(_told(device, finding, admitted.code, admitted.zh, admitted.en))
    return told


def notice_device(
    equipment: Equipment,
    findings: Sequence[Finding],
    standing: Standing,
    ground: str | None = None,
) -> NoticeDevice:
    """One device as the document prints it; `ground` is the officer's choice, if any."""
    kind = current.load().kinds[equipment.kind]
    facts = equipment.facts
    printed = kind.printed
    return NoticeDevice(
        name=facts.get("name") or kind.name_zh,
        kind_zh=kind.name_zh,
        model=facts.get("model", ""),
        serial_no=_first(facts, printed.serial),
        registration_no=_first(facts, printed.registration),
        location=facts.get("location", ""),
        findings=tuple(
            _finding(kind, item, ground, admission(item, equipment, standing)) for item in findings
        ),
        counter=printed.counter,
        serial_label=printed.serial_label,
        registration_label=printed.registration_label,
        use_state=equipment.use_state or "",
        quantity=equipment.quantity if equipment.quantity > 1 else None,
    )


def _first(facts: Mapping[str, Any], names: Sequence[str]) -> str:
    return next((str(facts[name]) for name in names if facts.get(name)), "")


def _finding(
    kind: standards.Kind, finding: Finding, ground: str | None, admitted: Admission
) -> NoticeFinding:
    def label(field: str) -> tuple[str, str | None]:
        definition = kind.field(field)
        return definition.heading_zh, definition.unit

    library = current.load()
    document = library.documents.get(finding.document)
    title = f"{finding.document}《{document.title}》" if document else finding.document
    return NoticeFinding(
        rule=finding.rule,
        outcome=finding.outcome,
        outcome_zh=standards.OUTCOME_ZH[finding.outcome],
        document=title,
        clause=printed_place(library, finding.document, finding.clause),
        message=finding.message,
        measures=measures_of(finding.measured, finding.limit, label),
        due=finding.due,
        presumed=finding.presumed,
        ground=ground if ground in choices(finding) else None,
        admission=admitted.code if admitted.code in OUTSIDE_ORDERS else "",
    )


# Why a finding that is certain stands in an advice all the same.
OUTSIDE_ORDERS = frozenset({"out_of_use", "not_key_user", "key_user_unknown", "no_ground"})


def choices(finding: Finding) -> dict[str, law.Ground]:
    """The grounds, by id, among which the officer must choose for a finding; mostly none.

    Whether an overdue inspection falls under article 83 or 84 of the Special Equipment Safety Law
    depends on what was found on the spot.
    """
    return {item.id: item for item in law.load().alternatives(finding.rule, finding.outcome)}


def document_agency(agency: Agency, office: str = "", phone: str = "") -> DocumentAgency:
    """The agency as the document names it; `office` and `phone` are whom to turn to about it."""
    return DocumentAgency(
        name=agency.name,
        code_word=agency.code_word,
        address=agency.address,
        phone=phone or agency.phone,
        department=office,
        red_head=agency.red_head,
        competences=tuple(agency.competences),
        review_body=agency.review_body,
        court=agency.court,
        competence=agency.competence,
    )


def party(enterprise: Enterprise) -> Party:
    return Party(
        name=enterprise.name,
        uscc=enterprise.uscc or "",
        address=enterprise.address,
        contact=enterprise.contact,
        key_energy_user=bool(enterprise.key_energy_user),
    )


def as_json(document: NoticeDocument) -> Mapping[str, Any]:
    """The frozen contents, as stored."""
    return codec.as_json(document)


def from_json(data: Mapping[str, Any]) -> NoticeDocument:
    """The document that `as_json` stored."""
    return codec.from_json(NoticeDocument, data)
