"""Filling a paper from its case: what the case knows is not typed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from inventory.core.access import Actor
from inventory.core.errors import Invalid
from inventory.core.field_words import called
from inventory.enforcement.cases import reading
from inventory.enforcement.cases.documents import Document
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents import codec
from inventory.enforcement.documents.papers import PAPERS
from inventory.enforcement.notices import content
from inventory.enforcement.papers import filling, fitting

# Parts that are the case's and the register's, never a form's.
OURS = frozenset(
    {"agency", "party", "case_no", "number", "issued_on", "officers", "link", "template", "final"}
)


def compose(
    actor: Actor, case: Case, kind: str, about: Document | None, values: Mapping[str, Any]
) -> Any:
    """The contents of a paper: who writes to whom from the case, the rest from case and form."""
    known = {
        "agency": codec.as_json(content.document_agency(case.agency)),
        "party": codec.as_json(content.party(case.enterprise)),
        "case_no": case.number_text,
        "officers": [
            {"name": item.name, "certificate_no": item.certificate_no}
            for item in reading.officers_of([case.id]).get(case.id, [])
        ],
        **filling.of(actor, case, kind, about),
    }
    return changed(kind, known, values)


def changed(kind: str, stored: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    """Stored contents with the parts that a form gives."""
    form = PAPERS[kind]
    free = {item.name for item in fields(form.contents)} - OURS
    strange = sorted(values.keys() - free)
    if strange:
        raise Invalid.of(
            "papers.unknown_part",
            names="、".join(map(called, strange)),
            known="、".join(sorted(free)),
            details=[{"field": f"values.{name}", "message": "没有这一项"} for name in strange],
        )
    bad = fitting.misfits(form.contents, {**stored, **values})
    if bad:
        raise Invalid.of(
            "papers.not_contents",
            names="、".join(map(called, bad[:10])),
            details=[{"field": f"values.{name}", "message": "内容不符合格式"} for name in bad[:50]],
        )
    return form.from_json({**stored, **values})
