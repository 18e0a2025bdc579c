"""Full-text search in the library: small enough to be read through for every question."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from inventory.judgement.library import current
from standards import Library
from standards.places import printed_place

EXCERPT = 40


@dataclass(frozen=True)
class Hit:
    """Where something was found; `id` opens the page of its `type`."""

    type: str  # document, rule, clause
    id: str
    title: str
    document: str
    clause: str
    excerpt: str


@dataclass(frozen=True)
class _Entry:
    """A place that can be found: its name, which counts most, and its words."""

    hit: Hit
    name: str
    words: str


def regularised(text: str) -> str:
    """Text for comparing: without case and width."""
    return unicodedata.normalize("NFKC", text).casefold()


def matches(q: str, texts: Iterable[str]) -> bool:
    """Whether every word of a question occurs."""
    text = regularised(" ".join(texts))
    return all(word in text for word in regularised(q).split())


def search(q: str, limit: int = 50) -> list[Hit]:
    """Documents, rules and clauses in which all words occur; those named so come first."""
    words = regularised(q).split()
    if not words:
        return []
    ranked = [
        (0 if all(word in entry.name for word in words) else 1, number, entry)
        for number, entry in enumerate(_entries(current.load()))
        if all(word in entry.words for word in words)
    ]
    ranked.sort(key=lambda item: item[:2])
    return [_with_excerpt(entry, words[0]) for _, _, entry in ranked[:limit]]


def _with_excerpt(entry: _Entry, word: str) -> Hit:
    hit = entry.hit
    at = regularised(hit.excerpt).find(word)
    start = max(0, at - EXCERPT)
    text = hit.excerpt[start : start + 2 * EXCERPT + len(word)] if at >= 0 else ""
    return Hit(hit.type, hit.id, hit.title, hit.document, hit.clause, text)


def _entry(hit: Hit, words: str) -> _Entry:
    """People leave the blank of a number out, too: GB20052."""
    name = regularised(f"{hit.id} {''.join(hit.id.split())} {hit.title}")
    return _Entry(hit, name, f"{name} {regularised(words)}")


@lru_cache(maxsize=1)
def _entries(library: Library) -> tuple[_Entry, ...]:
    return tuple(
        _entry(hit, words)
        for hit, words in (*_documents(library), *_rules(library), *_clauses(library))
    )


def _documents(library: Library) -> Iterator[tuple[Hit, str]]:
    for item in library.documents.values():
        hit = Hit("document", item.number, item.title, item.number, "", item.issuer or "")
        yield hit, item.issuer or ""


def _rules(library: Library) -> Iterator[tuple[Hit, str]]:
    for item in library.rules:
        title = library.documents[item.document].title
        sentences = " ".join(f"{message.zh} {message.en}" for message in item.messages.values())
        hit = Hit("rule", item.id, item.title_zh, item.document, item.clause, sentences)
        kind = library.kinds[item.kind]
        yield hit, f"{item.title_en} {kind.name_zh} {title} {item.clause} {sentences}"


def _clauses(library: Library) -> Iterator[tuple[Hit, str]]:
    for table in library.tables.values():
        if "wording" not in table.rows.columns:
            continue
        column = "item" if "item" in table.rows.columns else None
        seen: set[tuple[str, str]] = set()
        for row in table.rows.iter_rows(named=True):
            clause, wording = str(row[column] if column else ""), row["wording"] or ""
            if wording and (clause, wording) not in seen:
                seen.add((clause, wording))
                title = library.documents[table.document].title
                place = printed_place(library, table.document, clause)
                yield (
                    Hit("clause", table.id, title, table.document, place, wording),
                    (f"{clause} {wording}"),
                )
    for plan in library.plans.values():
        for task in plan.tasks.iter_rows(named=True):
            words = f"{task['title']} {task['summary'] or ''}"
            clause = f"任务{task['task_no']}"
            yield Hit("clause", plan.document, plan.title, plan.document, clause, words), words
