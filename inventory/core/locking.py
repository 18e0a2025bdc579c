"""Locks that the operating system gives back when their holder dies, however it dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, wait: bool) -> bool:
        try:
            msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _lock(file: int, wait: bool) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


def take(path: Path) -> int | None:
    """The lock on a file, held until `give_back` or the end of the process; None if it is held."""
    file = _open(path)
    if _lock(file, wait=False):
        return file
    os.close(file)
    return None


def give_back(lock: int) -> None:
    """End a lock that `take` gave."""
    os.close(lock)


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock on a file; the file must be there."""
    lock = take(path)
    if lock is not None:
        give_back(lock)
    return lock is not None


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Within, no other process is: the others wait."""
    file = _open(path)
    try:
        _lock(file, wait=True)
        yield
    finally:
        os.close(file)


def _open(path: Path) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
