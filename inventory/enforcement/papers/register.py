"""The register: every number that was taken, also of what was withdrawn since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, SQL, ModelSelect, Value, fn

from inventory.core import access, database
from inventory.core.access import Actor
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.notices.models import Notice
from inventory.enforcement.numbers.models import NoticeCounter
from inventory.enforcement.numbers.service import CASE
from inventory.enforcement.papers.models import CasePaper
from inventory.enforcement.serving.models import Delivery
from inventory.people.enterprises.models import Enterprise


@dataclass(frozen=True)
class Narrowed:
    agency: int | None = None
    year: int | None = None
    kind: str = ""
    status: str = ""


@dataclass(frozen=True)
class Entry:
    """One number; `withdrawn_by` is that of the document that took it back; when and how it was
    served, where it was.
    """

    ref: str
    case_id: int | None
    case_number: str
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
    served_on: date | None = None
    served_way: str = ""


@dataclass(frozen=True)
class Gap:
    """A number of an agency, year and kind that no document of that kind bears."""

    agency_id: int
    agency: str
    year: int
    kind: str
    title: str
    number: int
    used_by: str  # the document of another kind that bears it; blank: not known


def page(actor: Actor, narrowed: Narrowed, part: Slice = FIRST) -> Page[Entry]:
    """A page of the register, the newest number first."""
    notices, papers = _notices(actor, narrowed), _papers(actor, narrowed)
    both = (notices | papers).order_by(SQL("issued_at DESC"), SQL("id DESC"))
    rows = list(both.paginate(part.number, part.size).dicts())
    refs = [row["ref"] + ":" + str(row["id"]) for row in rows]
    withdrawn, served = _withdrawn(refs), _served(refs)
    found = [_entry(row, withdrawn, served) for row in rows]
    return Page(found, notices.count() + papers.count())


def gaps(actor: Actor, narrowed: Narrowed) -> list[Gap]:
    """Numbers below the last one taken that no document bears, and what explains them.

    Until documents of each kind were counted by themselves, orders and advice shared one sequence:
    a number that is missing in one of them then stands in the other.
    """
    counters = (
        NoticeCounter.select(NoticeCounter, Agency)
        .join(Agency)
        .where(access.scope(actor, Agency.region, Agency.id) & (NoticeCounter.kind != CASE))
        .order_by(Agency.id, NoticeCounter.year.desc(), NoticeCounter.kind)
    )
    found: list[Gap] = []
    for counter in counters:
        if narrowed.agency not in (None, counter.agency_id):
            continue
        if narrowed.year not in (None, counter.year) or narrowed.kind not in ("", counter.kind):
            continue
        found += _gaps(counter)
    return found


def _gaps(counter: NoticeCounter) -> Iterator[Gap]:
    taken: dict[int, dict[str, str]] = {}
    for model in (Notice, CasePaper):
        rows = model.select(model.number, model.kind, model.number_text).where(
            (model.agency == counter.agency_id)
            & (model.year == counter.year)
            & model.number.is_null(False)
        )
        for number, kind, text in rows.tuples():
            taken.setdefault(number, {})[kind] = text
    shared = {"order", "advice"} - {counter.kind}
    for number in range(1, counter.last + 1):
        kinds = taken.get(number, {})
        if counter.kind in kinds:
            continue
        used_by = next((kinds[kind] for kind in sorted(shared) if kind in kinds), "")
        yield Gap(
            counter.agency_id,
            counter.agency.name,
            counter.year,
            counter.kind,
            PAPERS[counter.kind].title,
            number,
            used_by if counter.kind in {"order", "advice"} else "",
        )


def _notices(actor: Actor, narrowed: Narrowed) -> ModelSelect:
    query = _entries("notice", Notice).join(Agency).switch(Notice).join(Enterprise)
    query = query.switch(Notice).join(Case, JOIN.LEFT_OUTER)
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
        fn.COALESCE(Case.number_text, "").alias("case_number"),
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


def _served(refs: list[str]) -> dict[str, Delivery]:
    """The first valid delivery of each document."""
    rows = Delivery.select().where(Delivery.valid & database.any_of(Delivery.document, refs))
    return {row.document: row for row in rows.order_by(Delivery.id.desc())}


def _entry(
    row: dict[str, Any], withdrawn: dict[str, str], deliveries: dict[str, Delivery]
) -> Entry:
    ref = f"{row.pop('ref')}:{row.pop('id')}"
    served = deliveries.get(ref)
    return Entry(
        ref=ref,
        title=PAPERS[row["kind"]].title,
        withdrawn_by=withdrawn.get(ref, ""),
        served_on=served.effective_on if served else None,
        served_way=served.way if served else "",
        **row,
    )
