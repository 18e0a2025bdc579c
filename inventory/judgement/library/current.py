"""The library that this installation judges by: the built-in one, and what the office added.

`load()` is the one place to get it from where rules, tables, documents or plans matter. A package
brings no kinds: they are those of the shipped library and of the office's own folder
(`HUANXIN_LIBRARY_DIR`), so code that needs only kinds asks `core/kinds.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date

import structlog

import standards
from inventory.core.database import dump, is_open
from inventory.core.prepared import Prepared
from inventory.judgement.library.models import (
    LibraryMark,
    LibraryPackage,
    LibraryPackageFile,
    LibraryRevision,
)
from standards.overlaying import Placed, with_checked, with_package
from standards.packages.reading import read_package

REVISION = 1


@dataclass(frozen=True)
class Published:
    """A package that holds, or held, from `start` to `end`."""

    slug: str
    start: date
    end: date | None
    files: tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class Overlay:
    """What the office added, as read from the database; equal ones give the same library."""

    packages: tuple[Published, ...] = ()  # in the order in which they were published
    checked: tuple[tuple[str, str], ...] = ()  # table, hash of what was compared

    @property
    def token(self) -> str:
        """Blank where nothing is added."""
        if self == NOTHING:
            return ""
        packages = [
            [item.slug, str(item.start), str(item.end or ""), _digests(item.files)]
            for item in self.packages
        ]
        return hashlib.sha256(dump([packages, self.checked]).encode()).hexdigest()


def _digests(files: tuple[tuple[str, bytes], ...]) -> list[list[str]]:
    return [[name, hashlib.sha256(content).hexdigest()] for name, content in files]


NOTHING = Overlay()
log = structlog.get_logger()


class _Held:
    """The library of one request or job, looked up once."""

    library: standards.Library | None = None


_held: ContextVar[_Held | None] = ContextVar("library", default=None)


def built_in() -> standards.Library:
    """The shipped library with the office's own folder, for code without a ledger."""
    return standards.load()


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
    """Within this block the library does not change."""
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
    if not is_open():
        return built_in()
    found = _TOKEN.first(REVISION)
    token = found[0] if found else ""
    if not token:
        return built_in()
    held = _recent.get(token)
    if held is not None:
        return held
    # Another process may write between the two reads: the overlay carries its own token.
    overlay = read()
    library = laid_over(overlay)
    _recent.clear()
    _recent[overlay.token] = library
    return library


_TOKEN = Prepared(
    1,
    lambda key: (
        LibraryRevision.select(LibraryRevision.token).where(LibraryRevision.id == key).tuples()
    ),
)
# What this process has in memory: the last overlay that it read, by its token.
_recent: dict[str, standards.Library] = {}


def read() -> Overlay:
    """What the office added, as it stands now."""
    return Overlay(_packages(), _checked())


def _packages() -> tuple[Published, ...]:
    rows = (
        LibraryPackage.select()
        .where(LibraryPackage.published_on.is_null(False))
        .order_by(LibraryPackage.published_at, LibraryPackage.id)
    )
    contents: dict[int, list[tuple[str, bytes]]] = {row.id: [] for row in rows}
    files = LibraryPackageFile.select().order_by(LibraryPackageFile.name)
    for item in files.where(LibraryPackageFile.package.in_(list(contents))):
        contents[item.package_id].append((item.name, bytes(item.content)))
    return tuple(
        Published(row.slug, row.published_on, row.withdrawn_on, tuple(contents[row.id]))
        for row in rows
    )


def _checked() -> tuple[tuple[str, str], ...]:
    marks = (
        LibraryMark.select(LibraryMark.table, LibraryMark.content)
        .where(LibraryMark.revoked_at.is_null())
        .order_by(LibraryMark.id)
    )
    return tuple(sorted(dict(marks.tuples()).items()))


def laid_over(overlay: Overlay) -> standards.Library:
    """The built-in library with these additions; its version is a hash of all contents."""
    shipped = built_in()
    if overlay == NOTHING:
        return shipped
    library = shipped
    for item in overlay.packages:
        library = _with(library, item)
    library = with_checked(library, dict(overlay.checked))
    text = f"{shipped.version} {overlay.token}"
    return replace(library, version=hashlib.sha256(text.encode()).hexdigest()[:12])


def _with(library: standards.Library, item: Published) -> standards.Library:
    try:
        # It was tried when it was published; its region may have been renamed since.
        package = read_package(dict(item.files), library, lambda _code: True, trying=False)
        return with_package(library, Placed(package, item.start, item.end))
    except standards.StandardsError as error:
        # After an upgrade a package may no longer fit. All others must go on judging; its page
        # tells what is wrong with it.
        log.error("local_package_left_out", slug=item.slug, problem=str(error))
        return library


def without(slug: str) -> standards.Library:
    """The library without one package, and without what was added after it."""
    overlay = read()
    before = [item.slug for item in overlay.packages]
    if slug not in before:
        return load()
    kept = overlay.packages[: before.index(slug)]
    return laid_over(replace(overlay, packages=kept))


def lock() -> None:
    """Lock the library against other writers until the transaction ends."""
    LibraryRevision.update(token=LibraryRevision.token).where(
        LibraryRevision.id == REVISION
    ).execute()


def changed() -> None:
    """Tell every process that the library has changed.

    Call in the transaction that changed it; it waits for other writers of the library.
    """
    lock()
    LibraryRevision.update(token=read().token).where(LibraryRevision.id == REVISION).execute()
    held = _held.get()
    if held is not None:
        held.library = None
