"""Files by content: stored once under their SHA-256, named by the rows that point to them.

A file is written before its row, so a crash between the two leaves a file that nothing names. Such
files are swept away after a while; see `FileStore.sweep`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import structlog

from inventory.core import clock

log = structlog.get_logger()
# Names of our own files: a digest, with a mark while it is written or swept.
OWN = re.compile(r"([0-9a-f]{64})(|\.[0-9a-f-]+\.part|\.orphan)")
ASIDE = ".orphan"


@dataclass(frozen=True)
class Swept:
    """What a sweep did: files and bytes deleted, and files that could not be."""

    deleted: int = 0
    bytes: int = 0
    failed: int = 0


class FileStore:
    """A folder of files named by digest; writing the same content twice keeps one file."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256

    def put(self, content: bytes) -> str:
        """Store a file; returns its SHA-256. A crash leaves no half file under that name."""
        sha256 = hashlib.sha256(content).hexdigest()
        target = self.path(sha256)
        try:
            _make_new(target)  # it is needed again: a sweep must treat it as new
        except FileNotFoundError:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = _partial(target)
            partial.write_bytes(content)
            _make_new(partial)
            partial.replace(target)
        return sha256

    def adopt(self, path: Path) -> str:
        """Store a file by moving it, without reading it into memory; returns its SHA-256."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = _partial(target)
        shutil.move(path, partial)  # may cross file systems
        _make_new(partial)
        partial.replace(target)
        return sha256

    def get(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()

    def sweep(self, named: Container[bytes], before: datetime) -> Swept:
        """Delete what no row names and nobody has stored since `before`; other files stay.

        `named` holds the digests that rows name. A file that cannot be deleted is logged, counted
        and left for the next sweep.
        """
        swept = Swept()
        for path, digest, mark in self._own():
            try:
                size = path.stat().st_size
                if _sweep(path, mark, bytes.fromhex(digest) in named, before.timestamp()):
                    swept = replace(swept, deleted=swept.deleted + 1, bytes=swept.bytes + size)
            except OSError as error:
                log.warning("sweep_failed", file=path.name, error=str(error))
                swept = replace(swept, failed=swept.failed + 1)
        return swept

    def _own(self) -> Iterator[tuple[Path, str, str]]:
        for path in self.root.glob("[0-9a-f][0-9a-f]/*"):
            name = OWN.fullmatch(path.name)
            if name and path.is_file():
                yield path, name[1], name[2]


def _partial(target: Path) -> Path:
    """Where a file is written before it has its name: two may store one content at once, also as
    processes of one number, each in a container of its own."""
    return target.with_suffix(f".{uuid.uuid4().hex}.part")


def _make_new(path: Path) -> None:
    """Its age counts from now, by the clock that sweeps it."""
    at = clock.now().timestamp()
    os.utime(path, (at, at))


def _sweep(path: Path, mark: str, named: bool, before: float) -> bool:
    """Whether this file was deleted. `mark` is what stands behind the digest in its name."""
    if mark.endswith(".part"):
        named = False  # half a file: no row can mean it
    if mark == ASIDE:
        return _delete_or_put_back(path, named, before)
    if named or path.stat().st_mtime >= before:
        return False
    # Rename it first, then look again. If somebody stores the same content at this
    # moment, the file is either new now and comes back, or is gone and is written again.
    aside = path.with_suffix(ASIDE)
    path.rename(aside)
    return _delete_or_put_back(aside, named, before)


def _delete_or_put_back(aside: Path, named: bool, before: float) -> bool:
    """The second half of a sweep, also of a sweep that crashed after the first."""
    if named or aside.stat().st_mtime >= before:
        aside.rename(aside.with_suffix(""))
        return False
    aside.unlink()
    return True
