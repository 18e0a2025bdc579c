"""Papers of a case: drawn up from it, numbered and frozen at issue, withdrawn by a new paper.

Orders and advice are notices and have a service of their own; both take their numbers from
numbers.service and show themselves to the case through cases.documents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, NotFound, not_found
from inventory.enforcement.cases import moves, reading
from inventory.enforcement.cases.documents import (
    Document,
    document_of,
    voids,
)
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents import model
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.numbers import service as numbers
from inventory.enforcement.papers import composing
from inventory.enforcement.papers.models import CasePaper

# Those that are notices, with a form of their own.
NOTICES = frozenset({"order", "advice"})
KINDS = tuple(key for key in PAPERS if key not in NOTICES | {"stop_order"})
# What an enterprise reads: what goes to it, once it is issued.
OUTWARD = frozenset(key for key in KINDS if PAPERS[key].outward) - {"handover"}
# Papers that only a leader issues, by the move that they are the document of.
DECISIONS = {
    "withdrawal": "withdraw",
    "correction": "correct",
    "handover": "hand_over",
}
# Those that bear a signature that is not the officer's: each is issued by the move that signs it.
SIGNED = {**DECISIONS, "legal_review": "review", "closing_report": "close"}


def draft(
    actor: Actor, case_id: int, kind: str, about: str, values: Mapping[str, Any]
) -> CasePaper:
    """A draft filled from the case, with what the form adds.

    Raises Invalid where the form gives a part that such a paper does not have.
    """
    with db.atomic():
        case = reading.lock(actor, case_id)
        require_office(actor, case)
        reference = document_of(actor, case, about) if about else None
        contents = composing.compose(actor, case, kind, reference, values)
        made = CasePaper.create(
            case=case,
            agency=case.agency_id,
            kind=kind,
            status="draft",
            about=about,
            content=PAPERS[kind].as_json(contents),
            digest=PAPERS[kind].digest(contents),
            actor=actor.id,
            created_at=clock.now(),
        )
        _note(actor, made, "drafted")
    return made


def get(actor: Actor, paper_id: int) -> CasePaper:
    """The paper, if its case is the actor's to see; an enterprise sees what was issued to it."""
    found = CasePaper.get_or_none(CasePaper.id == paper_id)
    try:
        case = reading.get(actor, found.case_id if found else 0)
    except NotFound as error:
        raise not_found("文书", "paper") from error
    if not shown(actor, found):
        raise not_found("文书", "paper")
    found.case = case
    return found


def shown(actor: Actor, paper: CasePaper) -> bool:
    """An enterprise reads what was issued to it; officials read drafts too."""
    if actor.role is not Role.ENTERPRISE:
        return True
    return paper.status != "draft" and paper.kind in OUTWARD


def edit(actor: Actor, paper_id: int, version: int, values: Mapping[str, Any]) -> CasePaper:
    """Change parts of a draft."""
    with db.atomic():
        paper = _changeable(actor, paper_id, version)
        contents = composing.changed(paper.kind, paper.content, values)
        _update(
            paper,
            content=PAPERS[paper.kind].as_json(contents),
            digest=PAPERS[paper.kind].digest(contents),
        )
        _note(actor, paper, "edited", {"parts": sorted(values)})
    return get(actor, paper_id)


def discard(actor: Actor, paper_id: int) -> None:
    """Delete a draft; what has been issued stays for ever."""
    with db.atomic():
        drop(actor, _changeable(actor, paper_id))


def drop(actor: Actor, paper: CasePaper) -> None:
    """Delete a draft that may be deleted, and say so in the trail."""
    _note(actor, paper, "discarded")
    paper.delete_instance()


def _changeable(actor: Actor, paper_id: int, version: int | None = None) -> CasePaper:
    paper = get(actor, paper_id)
    require_office(actor, paper.case)
    if paper.status != "draft":
        raise Conflict.of("papers.issued", number=paper.number_text or "")
    if version is not None and paper.version != version:
        raise Conflict.of("papers.stale")
    return paper


def _update(paper: CasePaper, **columns: Any) -> None:
    changed = (
        CasePaper.update({**columns, "version": paper.version + 1})
        .where(
            (CasePaper.id == paper.id)
            & (CasePaper.version == paper.version)
            & (CasePaper.status == "draft")
        )
        .execute()
    )
    if not changed:
        raise Conflict.of("papers.stale")


def require_office(actor: Actor, case: Case) -> None:
    """Writing papers needs the region and every kind in the case."""
    kinds = reading.kinds_of([case.id]).get(case.id, set())
    access.require_kinds(actor, case.enterprise.region, kinds)


def issue(actor: Actor, paper_id: int, version: int) -> CasePaper:
    """Take the number and freeze the contents; a decision moves its case, all or nothing."""
    with db.atomic():
        paper = _changeable_by_issuer(actor, paper_id, version)
        today = clock.today()
        form = PAPERS[paper.kind]
        contents = replace(form.from_json(paper.content), issued_on=today, final=True)
        number = None
        if form.numbered:
            number = numbers.take(paper.agency_id, today.year, paper.kind)
            word = numbers.code_word(paper.agency, paper.kind, contents.agency.code_word)
            contents = replace(contents, number=model.number_of(word, today.year, number))
        _refuse_obstacles(form.obstacles(contents))
        _update(
            paper,
            status="issued",
            year=today.year if number else None,
            number=number,
            number_text=contents.number,
            content=form.as_json(contents),
            digest=form.digest(contents),
            template=form.template,
            issued_at=clock.now(),
        )
        issued = get(actor, paper_id)
        _note(actor, issued, "issued")
    return issued


def _changeable_by_issuer(actor: Actor, paper_id: int, version: int) -> CasePaper:
    if SIGNED.get(get(actor, paper_id).kind):
        raise Conflict.of("papers.decision")
    return _changeable(actor, paper_id, version)


def decide(
    actor: Actor, case_id: int, version: int, kind: str, about: str, values: Mapping[str, Any]
) -> CasePaper:
    """A leader's decision with its document, in one: withdrawal, correction, hand-over.

    The decision moves the case; a withdrawn document is void from then on.
    """
    name = DECISIONS[kind]
    with db.atomic():
        case = reading.lock(actor, case_id)
        reference = document_of(actor, case, about) if about else None
        if kind in {"withdrawal", "correction"} and (
            reference is None or reference.status != "issued"
        ):
            raise Invalid.of("papers.about_issued")
        reason = str(
            values.get("reason") or values.get("why_theirs") or values.get("grounds") or ""
        )
        changes = {"handed_to": str(values.get("to") or "")[:200]} if kind == "handover" else {}
        given = moves.Given(reason, document=about, changes=changes)
        written = moves.checked(actor, case, name, version, given)
        paper = issue_now(actor, case, kind, reference, values)
        if kind == "withdrawal" and reference is not None:
            voids[reference.ref.split(":")[0]](reference)
        with_paper = replace(given, document=f"paper:{paper.id}", detail={"about": about})
        moves.write(actor, case, name, written, with_paper)
    return get(actor, paper.id)


def issue_now(
    actor: Actor, case: Case, kind: str, about: Document | None, values: Mapping[str, Any]
) -> CasePaper:
    """A paper that is drawn up and issued in one; call inside the transaction that moves."""
    form, today = PAPERS[kind], clock.today()
    contents = composing.compose(actor, case, kind, about, values)
    number = numbers.take(case.agency_id, today.year, kind)
    word = numbers.code_word(case.agency, kind, contents.agency.code_word)
    text = model.number_of(word, today.year, number)
    contents = replace(contents, number=text, issued_on=today, final=True)
    _refuse_obstacles(form.obstacles(contents))
    made = CasePaper.create(
        case=case,
        agency=case.agency_id,
        kind=kind,
        status="issued",
        about=about.ref if about else "",
        year=today.year,
        number=number,
        number_text=text,
        content=form.as_json(contents),
        digest=form.digest(contents),
        template=form.template,
        actor=actor.id,
        created_at=clock.now(),
        issued_at=clock.now(),
    )
    _note(actor, made, "issued")
    return made


def _refuse_obstacles(found: tuple[model.Obstacle, ...]) -> None:
    blocking = [item for item in found if item.blocking]
    if blocking:
        raise Invalid.of(
            "papers.not_ready",
            lacking_zh="；".join(item.message for item in blocking),
            lacking_en="; ".join(item.message_en for item in blocking),
            details=[{"field": item.code, "message": item.message} for item in blocking],
        )


def _note(
    actor: Actor, paper: CasePaper, event: str, detail: Mapping[str, Any] | None = None
) -> None:
    audit.record(
        f"paper.{event}",
        actor,
        subject="case_paper",
        subject_id=paper.id,
        detail={
            "case": paper.case_id,
            "kind": paper.kind,
            "number": paper.number_text,
            **(detail or {}),
        },
    )


def parts(kind: str) -> list[str]:
    """The parts of a kind of paper that a form may fill."""
    return [item.name for item in fields(PAPERS[kind].contents) if item.name not in composing.OURS]
