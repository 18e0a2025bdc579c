"""Documents of a case over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response

from inventory.core.access import OFFICE, OFFICIALS, Role
from inventory.core.audit import service as audit
from inventory.core.paging import Page, Slice
from inventory.core.web.api import Blueprint, actor, allow, public, public_url
from inventory.enforcement.cases import documents, frozen, reading, showing
from inventory.enforcement.cases.documents import Document, Public
from inventory.enforcement.cases.models import Case
from inventory.enforcement.cases.schemas import CaseResult
from inventory.enforcement.documents.papers import case_file, legal_review
from inventory.enforcement.papers import filing, kinds, register, schemas, service, signing
from inventory.enforcement.papers import showing as papers_showing
from inventory.enforcement.papers.models import CasePaper
from inventory.registry.attachments.views import store

blp = Blueprint("papers", __name__, description="案卷文书 / Documents of cases")
DECIDERS = OFFICE | {Role.LEADER}


@blp.route("/cases/<int:enforcement_case_id>/documents", methods=["GET"])
@blp.response(200, schemas.CaseDocument(many=True))
def list_documents(enforcement_case_id: int) -> list[Document]:
    """Every document of a case, drafts too for officials, the oldest first."""
    return documents.of_case(actor(), reading.get(actor(), enforcement_case_id))


@blp.route("/cases/<int:enforcement_case_id>/papers", methods=["POST"])
@blp.arguments(schemas.PaperArgs)
@blp.response(201, schemas.PaperResult)
@allow(OFFICE)
def draft_paper(args: dict[str, Any], enforcement_case_id: int) -> CasePaper:
    """Draw up a paper: the case fills in what it knows."""
    return service.draft(actor(), enforcement_case_id, args["kind"], args["about"], args["values"])


@blp.route("/papers/<int:paper_id>", methods=["GET"])
@blp.response(200, schemas.PaperResult)
def get_paper(paper_id: int) -> CasePaper:
    """One paper with its parts and what should be settled before it is issued."""
    return service.get(actor(), paper_id)


@blp.route("/papers/<int:paper_id>", methods=["PATCH"])
@blp.arguments(schemas.PaperPatch)
@blp.response(200, schemas.PaperResult)
@allow(OFFICE)
def edit_paper(args: dict[str, Any], paper_id: int) -> CasePaper:
    """Change parts of a draft."""
    return service.edit(actor(), paper_id, args["version"], args["values"])


@blp.route("/papers/<int:paper_id>", methods=["DELETE"])
@blp.response(204)
@allow(OFFICE)
def discard_paper(paper_id: int) -> None:
    """Delete a draft."""
    service.discard(actor(), paper_id)


@blp.route("/papers/<int:paper_id>/issue", methods=["POST"])
@blp.arguments(schemas.PaperVersion)
@blp.response(200, schemas.PaperResult)
@allow(OFFICE)
def issue_paper(args: dict[str, Any], paper_id: int) -> CasePaper:
    """Take the next number of this kind of paper, where it bears one, and freeze it."""
    issued = service.issue(actor(), paper_id, args["version"])
    frozen.pdf(issued, lambda: papers_showing.draw(issued, public_url()), store())
    return issued


@blp.route("/papers/<int:paper_id>/pdf", methods=["GET"])
@blp.response(200, content_type="application/pdf")
def get_paper_pdf(paper_id: int) -> Response:
    """The paper as PDF; an issued one as it was drawn when it was issued."""
    paper = service.get(actor(), paper_id)
    content = frozen.pdf(paper, lambda: papers_showing.draw(paper, public_url()), store())
    audit.record("paper.read", actor(), subject="case_paper", subject_id=paper.id)
    headers = {"Content-Disposition": f'inline; filename="paper-{paper.id}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@blp.route("/cases/<int:enforcement_case_id>/file", methods=["GET"])
@blp.response(200, content_type="application/pdf")
@allow(OFFICIALS)
def get_case_file(enforcement_case_id: int) -> Response:
    """The whole file as one PDF: cover, contents, documents, evidence."""
    file = filing.of_case(actor(), enforcement_case_id, store(), public_url())
    content = case_file.draw(file)
    audit.record("case.filed", actor(), subject="case", subject_id=enforcement_case_id)
    headers = {"Content-Disposition": f'inline; filename="case-{enforcement_case_id}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@blp.route("/cases/<int:enforcement_case_id>/file.json", methods=["GET"])
@blp.response(200, schemas.CaseFileResult)
@allow(OFFICIALS)
def get_case_data(enforcement_case_id: int) -> Mapping[str, Any]:
    """The same for machines: list of contents with pages and digests, each document's contents."""
    file = filing.of_case(actor(), enforcement_case_id, store(), public_url())
    return case_file.as_json(file)


def _decide(args: dict[str, Any], case_id: int, kind: str) -> CasePaper:
    made = service.decide(actor(), case_id, args["version"], kind, args["about"], args["values"])
    frozen.pdf(made, lambda: papers_showing.draw(made, public_url()), store())
    return made


@blp.route("/cases/<int:enforcement_case_id>/withdrawal", methods=["POST"])
@blp.arguments(schemas.CaseDecision)
@blp.response(201, schemas.PaperResult)
@allow(DECIDERS)
def withdraw_document(args: dict[str, Any], enforcement_case_id: int) -> CasePaper:
    """Withdraw an issued order by a separate document; its number becomes void."""
    return _decide(args, enforcement_case_id, "withdrawal")


@blp.route("/cases/<int:enforcement_case_id>/correction", methods=["POST"])
@blp.arguments(schemas.CaseDecision)
@blp.response(201, schemas.PaperResult)
@allow(DECIDERS)
def correct_document(args: dict[str, Any], enforcement_case_id: int) -> CasePaper:
    """Correct an issued document by a separate document."""
    return _decide(args, enforcement_case_id, "correction")


@blp.route("/cases/<int:enforcement_case_id>/handover", methods=["POST"])
@blp.arguments(schemas.CaseDecision)
@blp.response(201, schemas.PaperResult)
@allow(DECIDERS)
def hand_over(args: dict[str, Any], enforcement_case_id: int) -> CasePaper:
    """Hand the case over, for a penalty or to another department, with the letter."""
    return _decide(args, enforcement_case_id, "handover")


@blp.route("/papers/review-points", methods=["GET"])
@blp.response(200, schemas.ReviewPoints)
@allow(OFFICIALS)
def list_review_points() -> dict[str, list[str]]:
    """What a legal review looks at."""
    return {"points": list(legal_review.POINTS)}


@blp.route("/cases/<int:enforcement_case_id>/review", methods=["POST"])
@blp.arguments(schemas.ReviewArgs)
@blp.response(201, schemas.PaperResult)
@allow(DECIDERS)
def review_draft(args: dict[str, Any], enforcement_case_id: int) -> CasePaper:
    """Pass the legal review; its opinion is numbered and filed with it."""
    points = [legal_review.Point(**item) for item in args["points"]]
    given = signing.Review(points, args["opinion"], args["remarks"].strip())
    made = signing.review(actor(), enforcement_case_id, args["version"], given)
    frozen.pdf(made, lambda: papers_showing.draw(made, public_url()), store())
    return made


@blp.route("/cases/<int:enforcement_case_id>/report", methods=["POST"])
@blp.arguments(schemas.ReportArgs)
@blp.response(201, schemas.PaperResult)
@allow(OFFICE)
def report_case(args: dict[str, Any], enforcement_case_id: int) -> CasePaper:
    """Draw up the closing report; it waits for the leader."""
    return signing.report(actor(), enforcement_case_id, args["version"], args["opinion"])


@blp.route("/cases/<int:enforcement_case_id>/report/return", methods=["POST"])
@blp.arguments(schemas.SendBackArgs)
@blp.response(200, CaseResult)
@allow(DECIDERS)
def send_report_back(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Send the closing report back, with the reason."""
    signing.send_back(actor(), enforcement_case_id, args["version"], args["reason"])
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/cases/<int:enforcement_case_id>/closing", methods=["POST"])
@blp.arguments(schemas.ClosingArgs)
@blp.response(200, CaseResult)
@allow(DECIDERS)
def close_case(args: dict[str, Any], enforcement_case_id: int) -> Case:
    """Approve the closing report, which is numbered, and close the case."""
    signing.close(actor(), enforcement_case_id, args["version"], args["approval"].strip())
    return showing.whole(actor(), enforcement_case_id)


@blp.route("/documents/register", methods=["GET"])
@blp.lists(schemas.RegisterQuery, schemas.RegisterPage)
@allow(OFFICIALS)
def list_register(args: dict[str, Any], part: Slice) -> Page[register.Entry]:
    """Every number that was taken, with what became of it."""
    return register.page(actor(), register.Narrowed(**args), part)


@blp.route("/documents/register/gaps", methods=["GET"])
@blp.arguments(schemas.GapQuery, location="query")
@blp.response(200, schemas.RegisterGap(many=True))
@allow(OFFICIALS)
def list_gaps(args: dict[str, Any]) -> list[register.Gap]:
    """Numbers that are missing in the register, with what explains them."""
    return register.gaps(actor(), register.Narrowed(**args))


@blp.route("/documents/<digest>", methods=["GET"])
@blp.response(200, schemas.PublicResult)
@public
def check_document(digest: str) -> Public:
    """What a QR code leads to: number, digest and state of an issued document, nothing else."""
    return documents.by_digest(digest.lower())


@blp.route("/papers/kinds", methods=["GET"])
@blp.response(200, schemas.PaperKind(many=True))
@allow(OFFICIALS)
def list_kinds() -> list[kinds.FillableKind]:
    """The kinds of papers, and the parts that a form may fill."""
    return kinds.fillable()
