"""Papers as others read them: the PDF, the list of a case, the page that checks a paper."""

from __future__ import annotations

from dataclasses import replace

from inventory.core import clock
from inventory.core.access import Actor
from inventory.enforcement.cases.documents import (
    Document,
    Found,
    check_address,
)
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents import model
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.papers.models import CasePaper
from inventory.enforcement.papers.service import shown


def warnings(paper: CasePaper) -> list[model.Obstacle]:
    """What should be settled before it is issued."""
    form = PAPERS[paper.kind]
    return list(form.obstacles(form.from_json(paper.content)))


def draw(paper: CasePaper, public_url: str = "") -> bytes:
    """The PDF of a paper; the QR code of an issued one leads to the page that checks it."""
    form = PAPERS[paper.kind]
    contents = form.from_json(paper.content)
    if paper.status != "draft":
        contents = replace(contents, link=check_address(public_url, paper.digest))
    return form.draw(contents)


def documents(actor: Actor, case: Case) -> list[Document]:
    """The papers of a case, as the case lists its documents."""
    rows = CasePaper.select().where(CasePaper.case == case.id).order_by(CasePaper.id)
    return [_as_document(row) for row in rows if shown(actor, row)]


def _as_document(row: CasePaper) -> Document:
    day = row.issued_at.astimezone(clock.SHANGHAI).date() if row.issued_at else None
    return Document(
        f"paper:{row.id}",
        row.id,
        row.kind,
        PAPERS[row.kind].title,
        row.status,
        row.number_text or "",
        day,
        row.created_at,
        row.digest,
        row.about,
    )


def by_digest(digest: str) -> list[Found]:
    """Issued papers whose digest begins so."""
    rows = CasePaper.select().where(
        CasePaper.digest.startswith(digest) & (CasePaper.status != "draft")
    )
    return [
        Found(f"paper:{row.id}", row.number_text or "", row.digest, row.status)
        for row in rows.limit(2)
    ]


def corrected(ref: str) -> bool:
    """Whether a correction that still holds has been issued about a document."""
    rows = CasePaper.select().where(
        (CasePaper.kind == "correction") & (CasePaper.about == ref) & (CasePaper.status == "issued")
    )
    return bool(rows.exists())


def void(document: Document) -> None:
    """A withdrawn paper keeps its number and contents."""
    CasePaper.update(status="void").where(CasePaper.id == document.id).execute()
