"""Troubles of the machine under us, told in words: a full disk, a locked or broken database."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING

import structlog
from peewee import DatabaseError, InterfaceError, PeeweeException
from playhouse.pool import MaxConnectionsExceeded

from inventory.core import lives
from inventory.core.errors import AppError, Full, Unavailable

if TYPE_CHECKING:  # see inventory.core.errors
    from flask import Flask, Response

# Below this many free bytes no import begins.
RESERVE = 200_000_000
# Below this even SQLite's index of its log finds no room: it says no more than "disk I/O error".
NOTHING = 1_000_000
log = structlog.get_logger()
# What the two databases and the operating system say, and what it means.
FULL, READ_ONLY, BROKEN, BUSY, AWAY = "full", "read_only", "broken", "busy", "away"
DISK = "disk"
# SQLite itself ends a transaction that finds the disk full; rolling it back hides the cause.
ENDED = "no transaction is active"
WORDS = (
    ("disk is full", FULL),
    ("no space left", FULL),
    ("could not extend file", FULL),
    ("readonly database", READ_ONLY),
    ("read-only", READ_ONLY),
    ("malformed", BROKEN),
    ("not a database", BROKEN),
    ("invalid page", BROKEN),
    ("is locked", BUSY),
    ("lock timeout", BUSY),
    ("deadlock detected", BUSY),
    ("unable to open database", READ_ONLY),
    ("connection", AWAY),
    ("server closed", AWAY),
    ("resolve host", AWAY),  # the name of a container goes with it
    ("translate host name", AWAY),
    ("starting up", AWAY),
    ("shutting down", AWAY),
)
NUMBERS = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY}
PASSING = frozenset({BUSY, AWAY})


def sort_of(error: BaseException) -> str:
    """What sort of trouble an error tells of; blank for one that is none of the machine's."""
    if isinstance(error, OSError) and error.errno in NUMBERS:
        return NUMBERS[error.errno]
    if isinstance(error, MaxConnectionsExceeded):
        return BUSY
    if not isinstance(error, DatabaseError | InterfaceError):
        return ""
    text = str(error).lower()
    if ENDED in text:
        return _hidden(error)
    if "disk i/o error" in text:
        return FULL if _free() < NOTHING else DISK
    return next((sort for words, sort in WORDS if words in text), "")


def _hidden(error: BaseException) -> str:
    """What sort of trouble the errors tell of while which this one came up."""
    before = error.__context__
    while before is not None and not sort_of(before):
        before = before.__context__
    return sort_of(before) if before else ""


def of(error: BaseException) -> AppError | None:
    """The trouble in words with its remedy; None for an error that is none of the machine's."""
    sort = sort_of(error)
    if not sort:
        return None
    return (Full if sort == FULL else Unavailable).of(f"troubles.{sort}")


def passes(error: BaseException) -> bool:
    """Whether the same may succeed in a moment, with nobody doing anything."""
    return sort_of(error) in PASSING


def refuse_full() -> None:
    """Begin nothing large where the disk is nearly full: what is left is for ending well."""
    if _free() < RESERVE:
        raise Full.of("troubles.full")


def _free() -> int:
    there = lives.folder()
    while not there.exists():
        there = there.parent
    return shutil.disk_usage(there).free


def register(app: Flask) -> None:
    """Answer a trouble of the machine with its words: 503, or 507 for a full disk."""
    from flask import jsonify

    def answer(error: Exception) -> tuple[Response, int]:
        trouble = of(error)
        if trouble is None:
            raise error
        log.error("trouble", sort=sort_of(error), error=str(error))
        return jsonify(trouble.as_dict()), trouble.status

    for sort in (PeeweeException, OSError, MaxConnectionsExceeded):
        app.register_error_handler(sort, answer)
