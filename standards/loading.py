"""Loading the library, strictly: a data error is refused at start-up and never becomes a verdict."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from standards.loading_kinds import load_kinds
from standards.model import Library

LIBRARY = Path(__file__).parent / "library"


def version_of(root: Path) -> str:
    """First 12 hex digits of the SHA-256 over every file's name and contents."""
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".toml", ".csv")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def load_from(root: Path) -> Library:
    """The library in a folder.

    Raises: LibraryError naming file and key.
    """
    kinds = load_kinds(root)
    return Library(
        version=version_of(root), kinds=kinds, documents={}, rules=(), tables={}, plans={}
    )


@lru_cache(maxsize=1)
def load() -> Library:
    """The library that ships with the package, read once per process.

    Raises: LibraryError naming file and key.
    """
    return load_from(LIBRARY)
