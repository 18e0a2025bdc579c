"""Copies of a picture that are safe to hand out, made by a process of its own (`pictures`)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore

from inventory.core import environment
from inventory.core.errors import Unavailable
from inventory.registry.attachments import pictures

# So many pictures are decoded at a time in this process, each by a process of its own.
AT_A_TIME = 2
# Seconds that a picture may take by the clock, and that one waits for its turn.
PATIENCE, WAIT = 40, 20
_turns = BoundedSemaphore(AT_A_TIME)


@dataclass(frozen=True)
class Copies:
    """The picture without metadata, in its own format, and a small JPEG of it."""

    served: bytes
    preview: bytes


class TooLarge(Exception):
    """It needs more memory or time than one picture may have."""


class Damaged(Exception):
    """It cannot be decoded."""


def copies(content: bytes, media_type: str) -> Copies:
    """Decode a picture elsewhere. Raises TooLarge, Damaged; Unavailable where too many wait."""
    with _turn(), tempfile.TemporaryDirectory(prefix="picture-") as name:
        folder = Path(name)
        (folder / pictures.ORIGINAL).write_bytes(content)
        code = _run(media_type, folder)
        if code == pictures.DAMAGED:
            raise Damaged
        if code != 0:  # also where the system ended it
            raise TooLarge
        return Copies(
            (folder / pictures.SERVED).read_bytes(), (folder / pictures.PREVIEW).read_bytes()
        )


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=WAIT):
        raise Unavailable.of("attachments.pictures_busy")
    try:
        yield
    finally:
        _turns.release()


def _run(media_type: str, folder: Path) -> int:
    """The exit code; isolated, and without our settings and secrets in its environment."""
    command = [sys.executable, "-I", pictures.__file__, media_type, str(folder)]
    try:
        done = subprocess.run(
            command,
            env=environment.bare(),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return pictures.TOO_LARGE
    return done.returncode
