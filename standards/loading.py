"""Loading the library, strictly: a data error is refused at start-up and never becomes a
verdict.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from standards.catalogues import refuse_bad_patterns
from standards.loading_factors import load_factors
from standards.loading_kinds import load_kinds, refuse_lost_region_tables, refuse_lost_turns
from standards.loading_plans import (
    load_plans,
    refuse_lost_measures,
    refuse_unexplained_duties,
)
from standards.loading_programmes import load_programmes
from standards.loading_rules import (
    References,
    load_rules,
    read_messages,
    refuse_overlaps,
)
from standards.loading_tables import load_documents, load_tables
from standards.model import Library, Message
from standards.nameplates.codes import keep, load_codes
from standards.outcomes import NO_FIELDS
from standards.strict import read_toml

LIBRARY = Path(__file__).parent / "library"


def version_of(root: Path) -> str:
    """First 12 hex digits of the SHA-256 over every file's name and contents."""
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".toml", ".csv")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _texts(root: Path) -> dict[str, Message]:
    top = read_toml(root / "texts.toml", root)
    texts = read_messages(top, "text")
    top.finish()
    for name in ("unknown", "disputed", *NO_FIELDS, "stopped", "presumed"):
        if name not in texts:
            raise top.fail(f"text.{name}", "缺少此项", "is missing")
    return texts


def load_from(root: Path) -> Library:
    """The library in a folder.

    Raises: LibraryError naming file and key.
    """
    kinds = load_kinds(root)
    documents = load_documents(root)
    tables = load_tables(root, documents, kinds)
    refuse_bad_patterns(tables, kinds)
    codes = load_codes(root, kinds)
    if root == LIBRARY:
        keep(codes)
    refuse_lost_region_tables(kinds, tables)
    refuse_lost_turns(kinds)
    refs = References(documents, tables, kinds)
    plans = load_plans(root, refs)
    rules = [*load_rules(root, refs), *(r for plan in plans.values() for r in plan.rules)]
    refuse_overlaps(rules)
    texts = _texts(root)
    refuse_lost_measures(root, plans, rules)
    refuse_unexplained_duties(root, plans, texts)
    return Library(
        version=version_of(root),
        kinds=kinds,
        documents=documents,
        rules=tuple(rules),
        tables=tables,
        plans=plans,
        texts=texts,
        factors=load_factors(root, documents, kinds, rules),
        programmes=load_programmes(root, documents, kinds, rules),
    )
