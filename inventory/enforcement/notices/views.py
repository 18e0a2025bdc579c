"""Notices over HTTP."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app

from inventory.core import clock
from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.audit import service as audit
from inventory.core.paging import Page, Slice, page
from inventory.core.web.api import Blueprint, actor, allow, public_url
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases import frozen
from inventory.enforcement.documents import law
from inventory.enforcement.documents.model import Hearing, Officer, Section
from inventory.enforcement.notices import bulk, drafting, planning, referring, schemas, service
from inventory.enforcement.notices.models import Notice, NoticeEvent
from inventory.enforcement.notices.results import DraftForm
from inventory.enforcement.notices.terms import Terms
from inventory.judgement.ledger.listing import Filters
from inventory.judgement.ledger.schemas import EquipmentFilters
from inventory.registry.attachments.views import store
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.schemas import JobResult

blp = Blueprint("notices", __name__, description="执法文书 / Notices")


@blp.route("/notices", methods=["GET"])
@blp.lists(schemas.NoticeQuery, schemas.NoticePage)
def list_notices(args: dict[str, Any], part: Slice) -> Page[Any]:
    """A page of the documents that you may see, the newest first."""
    query = service.late(actor(), clock.today()) if args["late"] else service.visible(actor())
    if args["enterprise"]:
        query = query.where(Notice.enterprise == args["enterprise"])
    if args["status"]:
        query = query.where(Notice.status == args["status"])
    return page(query, part)


@blp.route("/notices", methods=["POST"])
@blp.arguments(schemas.NoticeArgs)
@blp.response(201, schemas.NoticeResult)
@allow(OFFICE)
def create_notice(args: dict[str, Any]) -> Notice:
    """A draft from the enterprise's standing findings; it has no number yet."""
    enterprise, kind = args.pop("enterprise_id"), args.pop("kind")
    terms = Terms(
        **{
            **args,
            "officers": tuple(Officer(**item) for item in args["officers"]),
            "equipment_ids": tuple(args["equipment_ids"]),
        }
    )
    return service.draft(actor(), enterprise, kind, terms)


@blp.route("/notices/bulk/preview", methods=["POST"])
@blp.arguments(schemas.BulkPreviewArgs)
@blp.response(200, schemas.BulkPreview)
@allow(OFFICE)
def preview_notices(args: dict[str, Any]) -> planning.Plan:
    """What drafting for these devices would do: a draft for whom, and what is left out and why."""
    return planning.plan(actor(), _filters(args["filters"]), args["kind"])


@blp.route("/notices/bulk", methods=["POST"])
@blp.arguments(schemas.BulkNoticeArgs)
@blp.response(202, JobResult)
@allow(OFFICE)
def draft_notices(args: dict[str, Any]) -> Job:
    """One draft for each owner of these devices, in the background; nothing is issued."""
    filters, kind = _filters(args.pop("filters")), args.pop("kind")
    officers = tuple(Officer(**item) for item in args.pop("officers"))
    job = bulk.request(actor(), filters, kind, Terms(**args, officers=officers))
    current_app.extensions["queue"].send(job.id)
    return job


def _filters(chosen: dict[str, Any]) -> Filters:
    """The filters of their stored form."""
    return Filters(**EquipmentFilters().load(chosen))


@blp.route("/notices/<int:notice_id>", methods=["GET"])
@blp.response(200, schemas.NoticeResult)
def get_notice(notice_id: int) -> Notice:
    """One document, with what should be settled before it is signed."""
    return service.get(actor(), notice_id)


@blp.route("/notices/<int:notice_id>", methods=["PATCH"])
@blp.arguments(schemas.NoticePatch)
@blp.response(200, schemas.NoticeResult)
@allow(OFFICE)
def edit_notice(args: dict[str, Any], notice_id: int) -> Notice:
    """Change the free parts of a draft; its findings are brought up to the ledger's."""
    version = args.pop("version")
    if "officers" in args:
        args["officers"] = tuple(Officer(**item) for item in args["officers"])
    if args.get("hearing"):
        args["hearing"] = Hearing(**args["hearing"])
    if "findings" in args:
        args["findings"] = frozenset((i["equipment_id"], i["rule"]) for i in args["findings"])
    return drafting.edit(actor(), notice_id, version, args)


@blp.route("/notices/<int:notice_id>/draft", methods=["GET"])
@blp.response(200, schemas.DraftResult)
@allow(OFFICE)
def get_draft(notice_id: int) -> DraftForm:
    """A draft as a form: its free parts, and what there is to choose from."""
    return drafting.look(actor(), notice_id)


@blp.route("/notices/<int:notice_id>/sections", methods=["GET"])
@blp.response(200, schemas.NoticeSection(many=True))
def get_sections(notice_id: int) -> list[Section]:
    """What a document says, by section and paragraph, so that a remark can point there."""
    return service.sections(service.get(actor(), notice_id))


@blp.route("/notices/<int:notice_id>/history", methods=["GET"])
@blp.response(200, schemas.EventResult(many=True))
@allow(OFFICIALS)
def get_history(notice_id: int) -> list[NoticeEvent]:
    """Who drafted, edited and issued a document, and when."""
    return service.history(actor(), notice_id)


@blp.route("/notices/<int:notice_id>", methods=["DELETE"])
@blp.response(204)
@allow(OFFICE)
def discard_notice(notice_id: int) -> None:
    """Delete a draft."""
    service.discard(actor(), notice_id)


@blp.route("/notices/<int:notice_id>/issue", methods=["POST"])
@blp.arguments(schemas.IssueQuery, location="query")
@blp.response(200, schemas.NoticeResult)
@allow(OFFICE)
def issue_notice(args: dict[str, Any], notice_id: int) -> Notice:
    """Take the next number and freeze the contents."""
    issued = service.issue(actor(), notice_id, args["version"])
    frozen.pdf(issued, lambda: service.pdf(issued, public_url()), store())
    return issued


@blp.route("/notices/<int:notice_id>/pdf", methods=["GET"])
@blp.response(200, content_type="application/pdf")
def get_pdf(notice_id: int) -> Response:
    """The document as PDF."""
    notice = service.get(actor(), notice_id)
    headers = {"Content-Disposition": f'inline; filename="notice-{notice.id}.pdf"'}
    audit.record("notice.read", actor(), subject="notice", subject_id=notice.id)
    content = frozen.pdf(notice, lambda: service.pdf(notice, public_url()), store())
    return Response(content, mimetype="application/pdf", headers=headers)


@blp.route("/notices/<int:notice_id>/letters", methods=["GET"])
@blp.response(200, schemas.ReferralResult(many=True))
@allow(OFFICIALS)
def list_letters(notice_id: int) -> list[referring.Referral]:
    """The letters to other departments that go with a document: hand-over or notice."""
    return referring.letters(actor(), notice_id)


@blp.route("/notices/<int:notice_id>/letters/pdf", methods=["GET"])
@blp.arguments(schemas.LetterQuery, location="query")
@blp.response(200, content_type="application/pdf")
@allow(OFFICIALS)
def get_letter(args: dict[str, Any], notice_id: int) -> Response:
    """One of these letters as PDF; its number comes from the office's register of letters."""
    position = args["position"]
    made = referring.pdf(actor(), notice_id, position)
    audit.record("notice.letter_read", actor(), subject="notice", subject_id=notice_id)
    headers = {"Content-Disposition": f'inline; filename="letter-{notice_id}-{position}.pdf"'}
    return Response(made, mimetype="application/pdf", headers=headers)


@blp.route("/agencies", methods=["GET"])
@blp.response(200, schemas.AgencyResult(many=True))
@allow(OFFICIALS)
def list_agencies() -> list[Agency]:
    """The agencies whose documents you may draw up."""
    return agencies.visible(actor())


@blp.route("/agencies", methods=["POST"])
@blp.arguments(schemas.AgencyArgs)
@blp.response(201, schemas.AgencyResult)
@allow(frozenset({Role.ADMIN}))
def create_agency(args: dict[str, Any]) -> Agency:
    """A new agency of a region, with the powers that the law gives it."""
    return agencies.create(actor(), args)


@blp.route("/agencies/competences", methods=["GET"])
@blp.response(200, schemas.CompetenceResult(many=True))
@allow(OFFICIALS)
def list_competences() -> list[dict[str, str]]:
    """The powers that an agency may have, as the cited law names the departments."""
    return [{"id": key, "name": name} for key, name in law.load().departments.items()]


@blp.route("/agencies/<int:agency_id>", methods=["PATCH"])
@blp.arguments(schemas.AgencyPatch)
@blp.response(200, schemas.AgencyResult)
@allow(frozenset({Role.ADMIN}))
def update_agency(args: dict[str, Any], agency_id: int) -> Agency:
    """Set name, 机关代字, address, review body and court; what has been issued keeps its own."""
    return agencies.update(actor(), agency_id, args)
