"""Papers that a person other than the officers signs: each is issued by the move that signs it.

The opinion of the legal review comes with the review; the closing report is drawn up by the
officer, and gets its number when the leader closes the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from peewee import ModelSelect

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Invalid
from inventory.enforcement.cases import documents, moves, reading
from inventory.enforcement.cases.documents import Document
from inventory.enforcement.cases.facts import Written
from inventory.enforcement.cases.models import Case, CaseStep
from inventory.enforcement.documents.papers.legal_review import Opinion, Point
from inventory.enforcement.papers import service
from inventory.enforcement.papers.models import CasePaper


@dataclass(frozen=True)
class Review:
    """What the reviewer says of each point, and of the whole."""

    points: Sequence[Point]
    opinion: Opinion = "agree"
    remarks: str = ""


def written(case: Case) -> Written:
    """What the guards ask: an opinion on what is submitted now, and a closing report."""
    steps = CaseStep.select().where(
        (CaseStep.case == case.id) & CaseStep.move.in_(("submit", "review"))
    )
    last = steps.order_by(CaseStep.id.desc()).first()
    present = last is not None and last.move == "review" and "paper" in last.detail
    return Written(present, _report(case) is not None)


def reported() -> ModelSelect:
    """The ids of cases whose closing report waits for the leader."""
    return CasePaper.select(CasePaper.case).where(
        (CasePaper.kind == "closing_report") & (CasePaper.status == "draft")
    )


def _report(case: Case) -> CasePaper | None:
    """The closing report that waits for the leader."""
    drafts = CasePaper.select().where(
        (CasePaper.case == case.id)
        & (CasePaper.kind == "closing_report")
        & (CasePaper.status == "draft")
    )
    return drafts.order_by(CasePaper.id.desc()).first()


def review(actor: Actor, case_id: int, version: int | None, given: Review) -> CasePaper:
    """Pass the legal review: its opinion is numbered and filed with the move.

    Raises Invalid where a point has failed: then the draft is returned and not passed.
    """
    if given.opinion == "disagree":
        raise Invalid.of("papers.review_disagrees")
    with db.atomic():
        case = reading.lock(actor, case_id)
        draft = _draft(actor, case)
        about = draft.ref if draft else ""
        said = moves.Given(given.remarks, document=about)
        changes = moves.checked(actor, case, "review", version, said)
        paper = service.issue_now(actor, case, "legal_review", draft, _reviewed(actor, given))
        filed = moves.Given(given.remarks, document=about, detail={"paper": paper.id})
        moves.write(actor, case, "review", changes, filed)
    return service.get(actor, paper.id)


def _draft(actor: Actor, case: Case) -> Document | None:
    """The draft of the order that lies with the reviewer."""
    found = documents.of_case(actor, case)
    return next((it for it in found if it.fixes_terms and it.status == "draft"), None)


def _reviewed(actor: Actor, given: Review) -> Mapping[str, object]:
    return {
        "reviewer": actor.name,
        "reviewed_on": clock.today().isoformat(),
        "points": [asdict(point) for point in given.points],
        "opinion": given.opinion,
        "remarks": given.remarks,
    }


def report(actor: Actor, case_id: int, version: int | None, opinion: str) -> CasePaper:
    """Draw up the closing report with the officers' opinion; it waits for the leader."""
    with db.atomic():
        case = reading.lock(actor, case_id)
        changes = moves.checked(actor, case, "report", version, moves.Given(opinion))
        paper = service.draft(actor, case_id, "closing_report", "", {"opinion": opinion})
        moves.write(
            actor, case, "report", changes, moves.Given(opinion, document=f"paper:{paper.id}")
        )
    return service.get(actor, paper.id)


def send_back(actor: Actor, case_id: int, version: int | None, reason: str) -> Case:
    """Do not approve the closing report: the draft goes, the reason stays in the story."""
    with db.atomic():
        case = reading.lock(actor, case_id)
        changes = moves.checked(actor, case, "send_back", version, moves.Given(reason))
        found = _report(case)
        if found is not None:
            service.drop(actor, found)
        return moves.write(actor, case, "send_back", changes, moves.Given(reason))


def close(actor: Actor, case_id: int, version: int | None, approval: str = "") -> Case:
    """Approve the closing report: it is numbered, and the case is closed, all or nothing."""
    with db.atomic():
        case = reading.lock(actor, case_id)
        found = _report(case)
        opinion = str(found.content["opinion"]) if found else ""
        changes = moves.checked(actor, case, "close", version, moves.Given(opinion))
        values = {
            "opinion": opinion,
            "approver": actor.name,
            "approved_on": clock.today().isoformat(),
            "approval": approval or "同意结案。",
        }
        if found is not None:
            found.delete_instance()
        paper = service.issue_now(actor, case, "closing_report", None, values)
        closed = moves.Given(opinion, document=f"paper:{paper.id}")
        return moves.write(actor, case, "close", changes, closed)
