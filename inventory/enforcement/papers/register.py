"""The register: every number that was taken, also of what was withdrawn since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import SQL, ModelSelect, Value

from inventory.core import access, database
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.papers.models import CasePaper
from inventory.people.enterprises.models import Enterprise


@dataclass(frozen=True)
class Narrowed:
    agency: int | None = None
    year: int | None = None
    kind: str = ""
    status: str = ""


@dataclass(frozen=True)
class Entry:
    """One number; `withdrawn_by` is that of the document that took it back."""

    ref: str
    case_id: int | None
    agency_id: int
    agency: str
    enterprise: str
    kind: str
    title: str
    year: int
    number: int
    number_text: str
    status: str
    issued_at: datetime
    withdrawn_by: str = ""


def page(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[Entry]:
    """A page of the register, the newest number first."""
    notices, papers = _notices(actor, narrowed), _papers(actor, narrowed)
    both = (notices | papers).order_by(SQL("issued_at DESC"), SQL("id DESC"))
    rows = list(both.paginate(part.number, part.size).dicts())
    withdrawn = _withdrawn([row["ref"] + ":" + str(row["id"]) for row in rows])
    return Page([_entry(row, withdrawn) for row in rows], notices.count() + papers.count())


def _notices(actor: Actor, narrowed: Narrowed) -> ModelSelect:
    query = _entries("notice", Notice).join(Agency).switch(Notice).join(Enterprise)
    return _narrow(query, actor, Notice, narrowed)


def _papers(actor: Actor, narrowed: Narrowed) -> ModelSelect:
    query = _entries("paper", CasePaper).join(Agency).switch(CasePaper).join(Case).join(Enterprise)
    return _narrow(query, actor, CasePaper, narrowed)


def _entries(ref: str, model: Any) -> ModelSelect:
    """The columns of `Entry`, by name: both tables have the same."""
    return model.select(
        Value(ref).alias("ref"),
        model.id.alias("id"),
        model.case.alias("case_id"),
        model.agency.alias("agency_id"),
        Agency.name.alias("agency"),
        Enterprise.name.alias("enterprise"),
        model.kind.alias("kind"),
        model.year.alias("year"),
        model.number.alias("number"),
        model.number_text.alias("number_text"),
        model.status.alias("status"),
        model.issued_at.alias("issued_at"),
    )


def _narrow(query: ModelSelect, actor: Actor, model: Any, narrowed: Narrowed) -> ModelSelect:
    query = query.where(
        access.scope(actor, Enterprise.region, Enterprise.id) & model.number.is_null(False)
    )
    for column, value in (
        (model.agency, narrowed.agency),
        (model.year, narrowed.year),
        (model.kind, narrowed.kind),
        (model.status, narrowed.status),
    ):
        if value:
            query = query.where(column == value)
    return query


def _withdrawn(refs: list[str]) -> dict[str, str]:
    rows = CasePaper.select(CasePaper.about, CasePaper.number_text).where(
        (CasePaper.kind == "withdrawal")
        & (CasePaper.status == "issued")
        & database.any_of(CasePaper.about, refs)
    )
    return dict(rows.tuples())


def _entry(row: dict[str, Any], withdrawn: dict[str, str]) -> Entry:
    ref = f"{row.pop('ref')}:{row.pop('id')}"
    return Entry(
        ref=ref, title=PAPERS[row["kind"]].title, withdrawn_by=withdrawn.get(ref, ""), **row
    )
