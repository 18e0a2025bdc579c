"""The file of a case: its issued documents as they were drawn, and its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.files import FileStore
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.cases import documents, frozen, reading
from inventory.enforcement.cases.documents import Document
from inventory.enforcement.cases.models import Case, CaseDevice
from inventory.enforcement.documents.model import Officer
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.documents.papers.case_file import CaseFile, Evidence, Filed
from inventory.enforcement.inspecting.models import Inspection, InspectionLine
from inventory.enforcement.notices import content
from inventory.enforcement.notices import service as notices
from inventory.enforcement.papers import composing, service, showing
from inventory.enforcement.serving.models import Delivery
from inventory.registry.attachments import contents, pictures
from inventory.registry.attachments import service as attachments
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.service import Parent

# What stands on a page; workbooks stay with the attachments.
SHOWN = frozenset(pictures.IMAGES) | {contents.PDF}


def of_case(actor: Actor, case_id: int, store: FileStore, public_url: str = "") -> CaseFile:
    """Everything that belongs into the file, in the order in which it came about."""
    case = reading.get(actor, case_id)
    issued = [item for item in documents.of_case(actor, case) if item.status != "draft"]
    officers = reading.officers_of([case.id]).get(case.id, [])
    filed = [_filed(actor, item, store, public_url) for item in issued]
    filed += _receipts(actor, case, issued)
    return CaseFile(
        agency=content.document_agency(case.agency),
        party=content.party(case.enterprise),
        case_no=case.number_text,
        matter=case.matter,
        officers=tuple(Officer(item.name, item.certificate_no) for item in officers),
        opened_on=case.opened_at.astimezone(clock.SHANGHAI).date(),
        closed_on=case.over_on,
        result=case.outcome,
        filed_on=clock.today() if case.over_on else None,
        documents=tuple(sorted(filed, key=lambda item: item.on or clock.today())),
        evidence=tuple(_evidence(case, store)),
    )


def _receipts(actor: Actor, case: Case, issued: Sequence[Document]) -> Iterator[Filed]:
    """The record of service of each served document, where no receipt was filed as a paper."""
    have = {item.about for item in issued if item.kind == "receipt"}
    rows = Delivery.select().where((Delivery.case == case.id) & Delivery.valid)
    served = {row.document: row.effective_on for row in rows.order_by(Delivery.id.desc())}
    form = PAPERS["receipt"]
    for item in issued:
        if item.ref in served and item.ref not in have:
            made = replace(composing.compose(actor, case, "receipt", item, {}), final=True)
            contents = dict(form.as_json(made))
            yield Filed(form.title, form.draw(made), "", served[item.ref], contents)


def _filed(actor: Actor, document: Document, store: FileStore, public_url: str) -> Filed:
    row, draw = _row(actor, document, public_url)
    pdf = frozen.pdf(row, draw, store)
    void = "（已撤销）" if document.status == "void" else ""
    title = f"{document.title}{void}"
    return Filed(title, pdf, document.number, document.issued_on, row.content)


def _row(actor: Actor, document: Document, public_url: str) -> tuple[Any, Any]:
    if document.ref.startswith("notice:"):
        notice = notices.get(actor, document.id)
        return notice, lambda: notices.pdf(notice, public_url)
    paper = service.get(actor, document.id)
    return paper, lambda: showing.draw(paper, public_url)


def _evidence(case: Case, store: FileStore) -> Iterator[Evidence]:
    for item in sorted(_attached(case), key=lambda row: row.id):
        if item.media_type in SHOWN:
            yield Evidence(
                item.name,
                store.get(item.served_sha256),
                item.media_type,
                item.created_at.astimezone(clock.SHANGHAI),
                original_sha256=item.sha256,
            )


def _attached(case: Case) -> Iterator[Attachment]:
    """The files of the case, its inspections, deliveries, opinions and answers."""
    yield from attachments.of(Parent(attachments.CASE, case.id))
    devices = [item.id for item in CaseDevice.select().where(CaseDevice.case == case.id)]
    parents = (
        (attachments.INSPECTION, Inspection.select().where(Inspection.case == case.id)),
        (attachments.INSPECTION_LINE, _lines(case)),
        (attachments.DELIVERY, Delivery.select().where(Delivery.case == case.id)),
        (attachments.OPINION, Opinion.select().where(Opinion.case == case.id)),
        (attachments.ANSWER, Answer.select().where(database.any_of(Answer.device, devices))),
    )
    for sort, rows in parents:
        for row in rows:
            yield from attachments.of(Parent(sort, row.id))


def _lines(case: Case) -> list[InspectionLine]:
    """The lines of recorded visits that name photographs."""
    rows = InspectionLine.select().join(Inspection).where(Inspection.case == case.id)
    return [line for line in rows.order_by(InspectionLine.id) if line.photos]
