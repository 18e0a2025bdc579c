"""The documents of a case, whoever keeps them: notices and papers enter themselves at start-up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from inventory.core.access import Actor
from inventory.core.errors import not_found
from inventory.core.messages import Sentence
from inventory.core.registries import Registry
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.papers import PAPERS

# Kinds whose service fixes the terms of the case.
FIX_TERMS = frozenset({"order", "stop_order"})


@dataclass(frozen=True)
class Document:
    """One document: `ref` is how the rest of the case names it ("notice:7", "paper:3")."""

    ref: str
    id: int
    kind: str
    title: str
    status: str  # draft, issued, void
    number: str
    issued_on: date | None
    created_at: datetime
    digest: str
    about: str = ""

    @property
    def said(self) -> Sentence:
        """Its title; one in use under another title than its paper has keeps that."""
        usual = PAPERS[self.kind]
        return Sentence(self.title, usual.title_en if self.title == usual.title else self.title)

    @property
    def fixes_terms(self) -> bool:
        return self.kind in FIX_TERMS


@dataclass(frozen=True)
class Found:
    """An issued document that a digest leads to, as its keeper knows it."""

    ref: str
    number: str
    digest: str
    status: str  # issued or void


@dataclass(frozen=True)
class Public:
    """What anybody may know of a document who holds it: number, digest, state, nothing else."""

    number: str
    digest: str
    state: str  # issued, withdrawn, corrected


PRINTED = re.compile(r"[0-9a-f]{16,64}")
# kept under the word before the colon of their refs
keepers: Registry[Callable[[Actor, Case], list[Document]]] = Registry("keepers of documents")
voids: Registry[Callable[[Document], None]] = Registry("how documents are made void")
lookups: Registry[Callable[[str], list[Found]]] = Registry("documents by digest")
# Of these refs, those that a later document has corrected.
correctors: Registry[Callable[[str], bool]] = Registry("corrections of documents")


def check_address(public_url: str, digest: str) -> str:
    """Where anybody may check a document, for its QR code; blank without a public address."""
    return f"{public_url.rstrip('/')}/check/{digest[:16]}" if public_url else ""


def of_case(actor: Actor, case: Case) -> list[Document]:
    """Every document of a case that `actor` may see, the oldest first."""
    found = [item for tell in keepers.values() for item in tell(actor, case)]
    return sorted(found, key=lambda item: (item.created_at, item.ref))


def document_of(actor: Actor, case: Case, ref: str) -> Document:
    """A document of the case by its ref."""
    found = next((item for item in of_case(actor, case) if item.ref == ref), None)
    if found is None:
        raise not_found("文书", "document")
    return found


def by_digest(digest: str) -> Public:
    """The issued document whose digest begins with these characters."""
    # The papers print the first sixteen: fewer would let somebody try them all.
    known = PRINTED.fullmatch(digest)
    found = [item for look in lookups.values() for item in look(digest)] if known else []
    if len(found) != 1:
        raise not_found("文书", "document")
    return Public(found[0].number, found[0].digest, _state(found[0]))


def _state(found: Found) -> str:
    if found.status == "void":
        return "withdrawn"
    return "corrected" if any(ask(found.ref) for ask in correctors.values()) else "issued"
