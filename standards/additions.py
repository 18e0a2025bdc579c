"""Adds an office's own folder to the library: kinds, documents, tables, rules and plans, in
the same files and the same grammar as the library.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from standards.catalogues import refuse_bad_patterns
from standards.errors import LibraryError
from standards.loading import LIBRARY, version_of
from standards.loading_kinds import load_kinds
from standards.loading_plans import (
    load_plans,
    refuse_lost_measures,
    refuse_unexplained_duties,
)
from standards.loading_rules import References, load_rules, refuse_overlaps
from standards.loading_tables import read_documents, read_tables
from standards.model import Library
from standards.strict import Entry, read_toml

T = TypeVar("T")
READ = ("kinds", "rules", "plans", "tables", "documents.toml", "tables.toml", "units.toml")


def with_additions(library: Library, root: Path, base: Path = LIBRARY) -> Library:
    """The library with a folder's entries; ``base`` is the folder that it was loaded from.

    Raises: LibraryError naming file and key, also for an entry that the library has already.
    """
    _refuse_unread(root)
    kinds = _joined("kinds", library.kinds, load_kinds(root, base))
    documents = _joined(
        "documents.toml",
        library.documents,
        read_documents(_tops(root, "documents.toml"), library.documents),
    )
    tables = _joined(
        "tables.toml",
        library.tables,
        read_tables(root, _tops(root, "tables.toml"), documents, kinds),
    )
    refuse_bad_patterns(tables, kinds)
    refs = References(documents, tables, kinds)
    plans = load_plans(root, refs)
    own = (*load_rules(root, refs), *(r for plan in plans.values() for r in plan.rules))
    rules = (*library.rules, *own)
    refuse_overlaps(rules)
    refuse_lost_measures(root, plans, rules)
    refuse_unexplained_duties(root, plans, library.texts)
    text = f"{library.version} {version_of(root)}"
    return replace(
        library,
        version=hashlib.sha256(text.encode()).hexdigest()[:12],
        kinds=dict(sorted(kinds.items())),
        documents=documents,
        tables=tables,
        plans=_joined("plans", library.plans, plans),
        rules=rules,
    )


def _tops(root: Path, name: str) -> list[Entry]:
    return [read_toml(root / name, root)] if (root / name).exists() else []


def _joined(where: str, held: Mapping[str, T], added: Mapping[str, T]) -> dict[str, T]:
    for name in added:
        if name in held:
            raise LibraryError(
                where, name, "库中已有", "the library has this already", code="duplicate"
            )
    return {**held, **added}


def _refuse_unread(root: Path) -> None:
    """Refuse files that nobody reads: a misspelt name would have no effect."""
    if not root.is_dir():
        raise LibraryError(str(root), "-", "不是文件夹", "is not a folder", code="no_file")
    for path in sorted(root.iterdir()):
        if path.name not in READ and not path.name.startswith("."):
            raise LibraryError(
                path.name,
                "-",
                f"附加库只读取 {'、'.join(READ)}",
                f"only {', '.join(READ)} are read here",
                code="unknown_key",
            )
