"""`app.py notice`: the documents of one enterprise as files."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from inventory.app.cli.arguments import pairs
from inventory.core.access import SYSTEM
from inventory.core.errors import Invalid
from inventory.enforcement.documents.model import TITLES, Hearing, Kind, Officer
from inventory.enforcement.notices import composing, service
from inventory.enforcement.notices.terms import Terms
from inventory.people.enterprises import service as enterprises


def run(args: argparse.Namespace) -> Iterator[Path]:
    """Write each document; the first under the name given, a second with its kind added."""
    enterprise = enterprises.by_uscc(SYSTEM, args.enterprise)
    kinds: list[Kind] = [args.kind] if args.kind else composing.kinds_for(SYSTEM, enterprise)
    if not kinds:
        raise Invalid.of("cli.nothing_to_notify", name=enterprise.name)
    if args.issue and "order" in kinds:
        # The command line is nobody: it cannot be the second person whom an order needs.
        raise Invalid.of("cli.order_needs_signatures")
    officers = pairs(args.officer, ",", "姓名,证号 / NAME,CERTIFICATE")
    terms = Terms(
        officers=tuple(Officer(name, number) for name, number in officers),
        deadline_on=args.deadline,
        inspected_on=args.inspected_on,
        receipt=args.receipt,
        hearing=Hearing(args.heard_on, args.opinion or "") if args.heard_on else None,
        not_heard_reason=args.not_heard or "",
        ground=f"special-inspection-{args.article}" if args.article else None,
    )
    for position, kind in enumerate(kinds):
        path = args.out if position == 0 else _beside(args.out, kind)
        path.write_bytes(_document(enterprise.id, kind, terms, issue=args.issue))
        yield path


def _beside(path: Path, kind: Kind) -> Path:
    return path.with_name(f"{path.stem}-{TITLES[kind]}{path.suffix}")


def _document(enterprise_id: int, kind: Kind, terms: Terms, *, issue: bool) -> bytes:
    if not issue:
        enterprise = enterprises.get(SYSTEM, enterprise_id)
        document, _agency, _items = composing.compose(SYSTEM, enterprise, kind, terms)
        return service.draw(document)
    drafted = service.draft(SYSTEM, enterprise_id, kind, terms)
    return service.pdf(service.issue(SYSTEM, drafted.id))
