"""What a document to an enterprise would say: which findings enter it, and whose agency acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.enforcement import calendar
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import opening
from inventory.enforcement.documents import model
from inventory.enforcement.documents.model import Kind, NoticeDocument
from inventory.enforcement.notices import content, ordering
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.assessments import service as assessments
from inventory.judgement.ledger import service as equipment
from inventory.people.enterprises.models import Enterprise

# What an officer may change; a term shorter than the law allows is the officer's to answer for.
DEFAULT_TERM_DAYS = 90


@contextmanager
def as_app_errors() -> Iterator[None]:
    """A document that cannot be drawn up is the caller's to mend."""
    try:
        yield
    except model.NoticeError as error:
        raise Invalid.of(
            "notices.not_a_document", message=error.message, message_en=error.message_en
        ) from error


def compose(
    actor: Actor, enterprise: Enterprise, kind: Kind, terms: Terms
) -> tuple[NoticeDocument, int, list[tuple[int, str, str]]]:
    """The draft document of an enterprise, the agency's id, and the findings that it carries.

    Raises Invalid where no finding may enter such a document.
    """
    ledger = [
        item
        for item in equipment.of_enterprise(actor, enterprise.id)
        if not terms.equipment_ids or item.id in terms.equipment_ids
    ]
    findings = [
        item
        for item in assessments.current_findings([item.id for item in ledger])
        if terms.findings is None or (item.equipment_id, item.rule) in terms.findings
    ]
    stands = standing([item.id for item in ledger], but=terms.case_id)
    chosen = content.devices(ledger, findings, kind, stands)
    if not chosen:
        ordering.refuse_held(kind, ledger, findings, stands)
        raise Invalid.of(
            "notices.nothing_to_notify_service", name=enterprise.name, titles=model.TITLES[kind]
        )
    agency, chosen = _agency_and_devices(enterprise, kind, chosen, terms.agency_id)
    document = NoticeDocument(
        kind=kind,
        agency=content.document_agency(agency, terms.office, terms.phone),
        enterprise=content.party(enterprise),
        devices=tuple(
            content.notice_device(item, found, stands, terms.ground) for item, found in chosen
        ),
        officers=terms.officers,
        deadline_on=terms.deadline_on
        or calendar.term(clock.today(), days=DEFAULT_TERM_DAYS).ends_on,
        inspected_on=terms.inspected_on,
        hearing=terms.hearing,
        not_heard_reason=terms.not_heard_reason,
        free_text=terms.free_text,
        receipt=terms.receipt,
        facts_text=terms.facts_text,
        demands_text=terms.demands_text,
        copies=agencies.copies(agency, _acted_on(agency, kind, chosen)),
    )
    items = [(item.id, found.rule, found.outcome) for item, each in chosen for found in each]
    return document, agency.id, items


def _agency_and_devices(
    enterprise: Enterprise, kind: Kind, chosen: content.Chosen, agency_id: int | None
) -> tuple[Agency, content.Chosen]:
    """Who writes, and about which of the devices.

    An order states what others must deal with and says that it hands it over; advice about a lift
    or a truck is its own department's to give, and falls out of ours.
    """
    if kind != "advice":
        findings = [each for _, found in chosen for each in found]
        return agencies.choose(enterprise.region, findings, agency_id), chosen
    agency = agencies.adviser(enterprise.region, [item.kind for item, _ in chosen], agency_id)
    own = content.advised_by(agency, agencies.of_region(enterprise.region), chosen)
    if not own:
        raise Invalid.of("notices.not_ours", name=enterprise.name, agency=agency.name)
    return agency, own


def _acted_on(agency: Agency, kind: Kind, chosen: content.Chosen) -> set[str]:
    """The kinds of the devices that a document is about; not of those that it hands over."""
    return {
        item.kind for item, found in chosen if kind == "advice" or agencies.powers(agency, found)
    }


def standing(equipment_ids: Sequence[int], but: int | None = None) -> content.Standing:
    """What is open about these devices already; the case `but` does not count.

    Orders of before there were cases hold their findings for ever; an order of a case holds what
    the case holds, until it is over.
    """
    rows = (
        NoticeItem.select(
            NoticeItem.equipment, NoticeItem.rule, Notice.status, Notice.created_at, Notice.case
        )
        .join(Notice)
        .where(database.any_of(NoticeItem.equipment, equipment_ids) & (Notice.kind != "advice"))
    )
    ordered, today = set(), set()
    for device, rule, status, created_at, case in rows.tuples():
        if status == "issued" and case is None:
            ordered.add((device, rule))
        if status != "void" and created_at.astimezone(clock.SHANGHAI).date() == clock.today():
            today.add(device)
    held = {
        (row.equipment, row.ground)
        for row in opening.held_grounds(equipment_ids)
        if row.case_id != but
    }
    return content.Standing(frozenset(ordered), frozenset(held), frozenset(today))


def kinds_for(actor: Actor, enterprise: Enterprise) -> list[Kind]:
    """Which documents the enterprise's standing findings call for."""
    ledger = equipment.of_enterprise(actor, enterprise.id)
    findings = assessments.current_findings([item.id for item in ledger])
    stands = standing([item.id for item in ledger])
    calls: dict[Kind, bool] = {}
    for kind in ("order", "advice"):
        calls[kind] = bool(content.devices(ledger, findings, kind, stands))
    if calls["order"]:
        # What no agency here may act on (a truck is the police's) is handed over by the advice.
        known = {item.id: item for item in ledger}
        ordered = [
            item
            for item in findings
            if content.belongs("order", item, known[item.equipment_id], stands)
        ]
        reachable = agencies.of_region(enterprise.region)
        calls["order"] = any(agencies.powers(agency, ordered) for agency in reachable)
    return [kind for kind, called in calls.items() if called]
