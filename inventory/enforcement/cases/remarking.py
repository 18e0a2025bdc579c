"""Remarks at paragraphs: changes that a signer asks for, and the officers' answers.

A remark keeps the words of its paragraph; an answer is a step of the story, so nothing of the
exchange can be changed afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from inventory.core.access import Actor
from inventory.core.database import db
from inventory.core.errors import Conflict, not_found
from inventory.enforcement.cases import documents, moves, reading
from inventory.enforcement.cases.machine import DRAFTS, MOVES
from inventory.enforcement.cases.models import Case, CaseRemark, CaseStep

ANSWER = "answer_remark"


def of_case(case: Case, steps: Sequence[CaseStep]) -> list[CaseRemark]:
    """The remarks of a case, each with what was said to it as `answered`."""
    found = list(CaseRemark.select().where(CaseRemark.case == case.id).order_by(CaseRemark.id))
    for remark in found:
        remark.answered = [
            step for step in steps if step.move == ANSWER and step.detail.get("remark") == remark.id
        ]
    return found


def answer(actor: Actor, case_id: int, remark_id: int, text: str) -> None:
    """Answer a remark, while the draft is with the officers."""
    with db.atomic():
        case = reading.lock(actor, case_id)
        moves.require(actor, case, MOVES["redraft"])
        remark = CaseRemark.get_or_none((CaseRemark.id == remark_id) & (CaseRemark.case == case.id))
        if remark is None:
            raise not_found("批注", "remark")
        if remark.resolved_at is not None or case.state not in DRAFTS:
            raise Conflict.of("cases.remark_closed")
        given = moves.Given(text, document=remark.document, detail={"remark": remark.id})
        moves.note(actor, case, ANSWER, case.state, given)


def require_own(actor: Actor, case_id: int, remarks: Sequence[moves.Remark]) -> None:
    """Refuse remarks about a document of another case."""
    named = {remark.document for remark in remarks} - {""}
    if named:
        case = reading.get(actor, case_id)
        for ref in sorted(named):
            documents.document_of(actor, case, ref)
