"""What changed in the law between two days, from the dates that the library holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from standards.model import Document, Library, Rule
from standards.potential import Programme

SORTS: Final = ("document", "rule", "programme")


@dataclass(frozen=True)
class Change:
    """Something began or ended on ``day``.

    ``sort`` is one of SORTS, ``id`` the document's number, the rule's or the programme's id;
    ``kinds`` whose devices it may concern ([] = no rule rests on it).
    """

    day: date
    sort: str
    id: str
    kinds: tuple[str, ...]
    zh: str
    en: str


def changes_between(library: Library, after: date, until: date) -> list[Change]:
    """Every change later than ``after``, up to and on ``until``, by day."""
    found = [
        *(c for d in library.documents.values() for c in _of_document(library, d)),
        *(c for r in library.rules for c in _of_rule(r)),
        *(c for p in library.programmes for c in _of_programme(p)),
    ]
    inside = [change for change in found if after < change.day <= until]
    return sorted(inside, key=lambda c: (c.day, SORTS.index(c.sort), c.id))


def _of_document(library: Library, document: Document) -> Iterator[Change]:
    number = document.number
    kinds = tuple(
        dict.fromkeys(
            rule.kind
            for rule in library.rules
            if number in {rule.document, *(edition.document for edition in rule.editions)}
        )
    )
    title = f"《{document.title}》"
    if document.in_force is not None:
        yield Change(document.in_force, "document", number, kinds, f"{title}施行", "in force")
    if document.superseded_on is not None:
        new = document.superseded_by
        zh = f"{title}由 {new} 替代" if new else f"{title}废止"
        en = f"superseded by {new}" if new else "no longer in force"
        yield Change(document.superseded_on, "document", number, kinds, zh, en)


def _of_rule(rule: Rule) -> Iterator[Change]:
    """A rule that begins or ends, and each later edition that it judges by."""

    def change(day: date, zh: str, en: str) -> Change:
        return Change(day, "rule", rule.id, (rule.kind,), f"{rule.title_zh}{zh}", en)

    yield change(rule.valid_from, f"：依 {rule.document} 判定", f"judged by {rule.document}")
    if rule.valid_to is not None:
        yield change(rule.valid_to, "：停止判定", "no longer judged")
    for edition in rule.editions:
        if edition.valid_from > rule.valid_from:
            yield change(
                edition.valid_from, f"：改依 {edition.document}", f"edition {edition.document}"
            )


def _of_programme(programme: Programme) -> Iterator[Change]:
    def change(day: date, zh: str, en: str) -> Change:
        title = programme.title_zh
        return Change(day, "programme", programme.id, programme.kinds, f"{title}：{zh}", en)

    yield change(programme.valid_from, "开始", "opens")
    if programme.valid_to is not None:
        yield change(programme.valid_to + timedelta(days=1), "已截止", "closed")
