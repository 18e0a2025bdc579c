"""Which processes live: each holds a lock on a file of its own for as long as it does.

What a process has claimed (a job, a run of a schedule) bears the name of its life. A lock that is
free tells at once that the holder is dead, one that is held on the same host that it lives; for
another host the heartbeat does.
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from inventory.core import clock, locking

log = structlog.get_logger()
FOLDER = "run"
SUFFIX = ".alive"
# How often who holds something shows that it lives, and after how long it is taken for dead.
BEAT = timedelta(seconds=15)
STALE = timedelta(minutes=2)


@dataclass
class _Life:
    pid: int
    name: str
    lock: int | None


_guard = threading.Lock()
_here: dict[Path, _Life] = {}
_folder: list[Path] = []


def settle(data_dir: Path) -> None:
    """Say in which folder the processes of this installation meet; ends the life in another."""
    _folder[:] = [data_dir / FOLDER]
    with _guard:
        for other in [path for path in _here if path != folder()]:
            lock = _here.pop(other).lock
            if lock is not None:
                locking.give_back(lock)


def folder() -> Path:
    return _folder[0]


def name() -> str:
    """The name of this process's life; another process of the same number has another."""
    with _guard:
        known = _here.get(folder())
        if known is None or known.pid != os.getpid() or _is_swept(known):
            known = _begin()
            _here[folder()] = known
        return known.name


def _is_swept(life: _Life) -> bool:
    """Whether the data folder was emptied under us."""
    return life.lock is not None and not _file(life.name).exists()


def _begin() -> _Life:
    own = f"{beginning(os.getpid())}{uuid.uuid4().hex[:8]}"
    try:
        return _Life(os.getpid(), own, locking.take(_file(own)))
    except OSError as error:
        # Without a file its heartbeat alone tells of it: slower, and as true.
        log.warning("no_life_file", error=str(error))
        return _Life(os.getpid(), own, None)


def beginning(pid: int) -> str:
    """What the names of a process of this host begin with; other hosts have that number too."""
    return f"{_host()}-{pid}-"


def _file(life: str) -> Path:
    return folder() / f"{life}{SUFFIX}"


def is_dead(life: str, seen: datetime | None) -> bool:
    """Whether a holder has died; one of whom no lock tells is known by when it was last seen.

    The lock of a process on another host, on storage that all share, tells only of its end: it may
    live, and be cut off from the database. A sign of life from the future is none: the clock was
    wrong when it was made.
    """
    locked = _is_locked(life)
    if locked is False or (locked and _is_here(life)):
        return not locked
    now = clock.now()
    return seen is None or not now - STALE <= seen <= now + STALE


def _host() -> str:
    return socket.gethostname()[:40]


def _is_here(life: str) -> bool:
    return life.rsplit("-", 2)[0] == _host()


def _is_locked(life: str) -> bool | None:
    if not life or not _folder:
        return None
    try:
        return not locking.is_free(_file(life)) if _file(life).exists() else None
    except OSError:
        return None


def living() -> list[str]:
    """The lives that hold their locks here."""
    return sorted(path.stem for path in folder().glob(f"*{SUFFIX}") if not locking.is_free(path))


def tidy(before: datetime) -> None:
    """Delete the files of those who died before then."""
    for path in folder().glob(f"*{SUFFIX}"):
        if path.stat().st_mtime < before.timestamp() and locking.is_free(path):
            path.unlink(missing_ok=True)
