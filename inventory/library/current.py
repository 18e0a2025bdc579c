"""The library that this installation judges by: the built-in one, and what the office added.

`load()` is the one place to get it from where rules, tables, documents or plans matter. Kinds of
equipment never differ from the built-in ones; whoever needs nothing else may ask `standards`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

import standards
from inventory.database import db, dump
from inventory.library.models import LibraryMark, LibraryRevision
from standards.overlaying import with_checked

REVISION = 1


@dataclass(frozen=True)
class Overlay:
    """What the office added, as read from the database; equal ones give the same library."""

    checked: tuple[tuple[str, str], ...] = ()  # table, hash of what was compared

    @property
    def token(self) -> str:
        """Blank where nothing is added."""
        if self == NOTHING:
            return ""
        return hashlib.sha256(dump([self.checked]).encode()).hexdigest()


NOTHING = Overlay()


class _Held:
    """The library of one request or job, looked up once."""

    library: standards.Library | None = None


_held: ContextVar[_Held | None] = ContextVar("library", default=None)


def load() -> standards.Library:
    """The built-in library with what this installation added.

    One look at an indexed row tells whether what this process has in memory still holds; within
    `holding` there is one for all. Where no ledger is open the library is the built-in one.
    """
    held = _held.get()
    if held is not None and held.library is not None:
        return held.library
    found = _load()
    if held is not None:
        held.library = found
    return found


@contextmanager
def holding() -> Iterator[None]:
    """Within this, everything is done by one and the same library."""
    before = _held.set(_Held())
    try:
        yield
    finally:
        _held.reset(before)


def begin() -> None:
    """Start a request: it looks the library up once."""
    _held.set(_Held())


def end() -> None:
    """The request is over."""
    _held.set(None)


def _load() -> standards.Library:
    if db.obj is None or db.is_closed():
        return standards.load()
    row = LibraryRevision.select(LibraryRevision.token).where(LibraryRevision.id == REVISION)
    token = row.scalar()
    if not token:
        return standards.load()
    held = _recent.get(token)
    if held is not None:
        return held
    # Somebody may write between the two looks: what was read says itself which one it is.
    overlay = read()
    library = laid_over(overlay)
    _recent.clear()
    _recent[overlay.token] = library
    return library


# What this process has in memory: the last overlay that it read, by its token.
_recent: dict[str, standards.Library] = {}


def read() -> Overlay:
    """What the office added, as it stands now."""
    return Overlay(checked=_checked())


def _checked() -> tuple[tuple[str, str], ...]:
    marks = (
        LibraryMark.select(LibraryMark.table, LibraryMark.content)
        .where(LibraryMark.revoked_at.is_null())
        .order_by(LibraryMark.id)
    )
    return tuple(sorted(dict(marks.tuples()).items()))


def laid_over(overlay: Overlay) -> standards.Library:
    """The built-in library with these additions; its version is a hash of all contents."""
    built_in = standards.load()
    if overlay == NOTHING:
        return built_in
    library = with_checked(built_in, dict(overlay.checked))
    text = f"{built_in.version} {overlay.token}"
    return replace(library, version=hashlib.sha256(text.encode()).hexdigest()[:12])


def changed() -> None:
    """Let every process know that the library is another one.

    Call in the transaction that changed it; it waits for whoever is doing the same.
    """
    LibraryRevision.update(token=LibraryRevision.token).where(
        LibraryRevision.id == REVISION
    ).execute()
    LibraryRevision.update(token=read().token).where(LibraryRevision.id == REVISION).execute()
    held = _held.get()
    if held is not None:
        held.library = None
