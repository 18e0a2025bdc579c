"""The file that a county's ledger travels in: a ZIP of JSON lines, stored files and a manifest.

``enterprises.jsonl``, ``devices.jsonl`` and ``attachments.jsonl`` hold the shapes below, one a
line, ``files/`` the attached files under their SHA-256. ``manifest.json`` has the digest of each of
them and is written last: a file that broke off has none, and is refused.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import IO, Any, Self

from inventory import __version__
from inventory.core import clock, migrating
from inventory.core.errors import Conflict, Invalid

FORMAT = 1
MANIFEST = "manifest.json"
ENTERPRISES, DEVICES, ATTACHMENTS = "enterprises.jsonl", "devices.jsonl", "attachments.jsonl"
FILES = "files/"
PIECE = 1 << 20


@dataclass
class Manifest:
    """What is in a parcel: `counts` by part, `digests` by entry."""

    region: str
    region_name: str
    format: int = FORMAT
    version: str = __version__
    migrations: list[str] = field(default_factory=migrating.applied)
    made_at: str = field(default_factory=lambda: clock.now().isoformat())
    counts: dict[str, int] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line of a part; keys of other versions are not understood and refused."""

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        known = {item.name for item in fields(cls)}
        if set(values) != known:
            raise Invalid.of("counties.damaged", name=cls.__name__)
        return cls(**values)


@dataclass(frozen=True)
class EnterpriseLine(Line):
    """An enterprise; `id` is its own within the parcel."""

    id: int
    name: str
    uscc: str | None
    region: str
    address: str
    contact: str
    phone: str
    key_energy_user: bool | None


@dataclass(frozen=True)
class RevisionLine(Line):
    """A change of a device, and its state after it: enterprise, region, facts and sources."""

    at: str
    who: str
    source: str
    reason: str
    after: dict[str, Any] | None


@dataclass(frozen=True)
class DeviceLine(Line):
    """A device with its life, the oldest change first."""

    id: int
    kind: str
    enterprise: int
    region: str
    facts: dict[str, Any]
    sources: dict[str, Any] | None
    history: list[RevisionLine]

    @classmethod
    def of(cls, values: dict[str, Any]) -> Self:
        history = [RevisionLine.of(item) for item in values.get("history", ())]
        return super().of({**values, "history": history})


@dataclass(frozen=True)
class AttachmentLine(Line):
    """A file of a device; the digests name entries of `files/`."""

    device: int
    purpose: str
    name: str
    media_type: str
    size: int
    sha256: str
    served_sha256: str
    preview_sha256: str
    created_at: str

    @property
    def files(self) -> set[str]:
        return {name for name in (self.sha256, self.served_sha256, self.preview_sha256) if name}


class Writer:
    """Puts a parcel together."""

    def __init__(self, bundle: zipfile.ZipFile, manifest: Manifest) -> None:
        self._bundle, self._manifest = bundle, manifest

    def lines(self, name: str, rows: Iterable[Line]) -> None:
        """A part, row by row."""
        digest, count = hashlib.sha256(), 0
        with self._bundle.open(name, "w") as entry:
            for row in rows:
                count += 1
                line = json.dumps(asdict(row), ensure_ascii=False).encode() + b"\n"
                digest.update(line)
                entry.write(line)
        self._manifest.counts[name] = count
        self._manifest.digests[name] = digest.hexdigest()

    def file(self, sha256: str, path: Path) -> None:
        """A stored file."""
        self._bundle.write(path, FILES + sha256)
        self._manifest.digests[FILES + sha256] = sha256

    def close(self) -> None:
        self._bundle.writestr(MANIFEST, json.dumps(asdict(self._manifest), ensure_ascii=False))


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    """A new parcel; a file that is there is never overwritten, a broken-off one is deleted."""
    if path.exists():
        raise Conflict.of("backups.file_exists", target=str(path))
    try:
        with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as bundle:
            writer = Writer(bundle, manifest)
            yield writer
            writer.close()
    except BaseException:
        path.unlink(missing_ok=True)
        raise


class Reader:
    """A parcel whose every entry has been held against its digest."""

    def __init__(self, bundle: zipfile.ZipFile, manifest: Manifest, digest: str) -> None:
        self._bundle, self.manifest = bundle, manifest
        self.digest = digest  # of the whole file

    def lines(self, name: str, shape: type[Line]) -> Iterator[Any]:
        with self._bundle.open(name) as entry:
            for line in entry:
                yield shape.of(json.loads(line))

    def open(self, sha256: str) -> IO[bytes]:
        return self._bundle.open(FILES + sha256)


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    """Open a parcel and prove it. Raises what is wrong with it, before anything is written."""
    if not path.exists():
        raise Invalid.of("backups.no_file", path=str(path))
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        bundle = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise Invalid.of("counties.no_parcel", path=str(path)) from error
    with bundle:
        yield Reader(bundle, _proved(bundle, path), digest)


def _proved(bundle: zipfile.ZipFile, path: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads(bundle.read(MANIFEST)))
    except (KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise Invalid.of("counties.no_parcel", path=str(path)) from error
    if manifest.format != FORMAT or manifest.migrations != migrating.applied():
        raise Conflict.of("counties.other_version", theirs=manifest.version, ours=__version__)
    entries = {info.filename for info in bundle.infolist()} - {MANIFEST}
    for name in sorted(entries | set(manifest.digests)):
        if manifest.digests.get(name) != _digest(bundle, name):
            raise Invalid.of("counties.damaged", name=name)
    return manifest


def _digest(bundle: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    try:
        with bundle.open(name) as entry:
            while piece := entry.read(PIECE):
                digest.update(piece)
    except (KeyError, zipfile.BadZipFile):
        return ""
    return digest.hexdigest()
