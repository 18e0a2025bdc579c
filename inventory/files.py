"""Files by content: stored once under their SHA-256, named by the rows that point to them."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from pathlib import Path


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
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            # A name of this thread's own: two uploads of one file may meet here.
            partial = target.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
            partial.write_bytes(content)
            partial.replace(target)
        return sha256

    def adopt(self, path: Path) -> str:
        """Store a file by moving it, without reading it into memory; returns its SHA-256."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        target = self.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}.part")
        shutil.move(path, partial)  # may cross file systems
        partial.replace(target)
        return sha256

    def get(self, sha256: str) -> bytes:
        return self.path(sha256).read_bytes()
