"""The record of a visit as a paper of its case: frozen when it is sent, and not edited after."""

from __future__ import annotations

from dataclasses import replace

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.papers import composing
from inventory.enforcement.papers.models import CasePaper

KIND = "inspection_record"


def freeze(actor: Actor, case: Case) -> str:
    """Write the paper of the visit that was recorded last; call in the transaction that records.

    What the phone sends must not be lost for something that only the office can settle (an officer
    without a certificate): the paper then stays a draft, and its page says what is lacking.
    """
    form = PAPERS[KIND]
    contents = composing.compose(actor, case, KIND, None, {})
    final = replace(contents, issued_on=clock.today(), final=True)
    ready = not any(item.blocking for item in form.obstacles(final))
    contents = final if ready else contents
    made = CasePaper.create(
        case=case,
        agency=case.agency_id,
        kind=KIND,
        status="issued" if ready else "draft",
        content=form.as_json(contents),
        digest=form.digest(contents),
        template=form.template if ready else "",
        actor=actor.id,
        created_at=clock.now(),
        issued_at=clock.now() if ready else None,
    )
    audit.record(
        "paper.issued" if ready else "paper.drafted",
        actor,
        subject="case_paper",
        subject_id=made.id,
        detail={"case": case.id, "kind": KIND},
    )
    return f"paper:{made.id}"
