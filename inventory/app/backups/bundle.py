"""What a backup is: a ZIP of the database, the files it names, and a manifest with digests."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from inventory import __version__
from inventory.app.backups import postgres, sealing
from inventory.core import clock, keys, locking, migrating
from inventory.core.database import db, is_postgres
from inventory.core.errors import Conflict, Invalid
from inventory.core.settings import Settings

FORMAT = 1
MANIFEST, SQLITE, TABLES, KEYS = "manifest.json", "huanxin.db", "tables", keys.NAME
STORES = ("files", "exports")
PIECE = 1 << 20


@dataclass
class Manifest:
    """What is in a backup. `digests` has every other entry; `tables` counts the rows of each."""

    format: int
    version: str
    engine: str
    migrations: list[str]
    made_at: str
    tables: dict[str, int] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def files(self) -> int:
        return sum(1 for name in self.digests if name.startswith(STORES))


@contextmanager
def no_sweep(settings: Settings) -> Iterator[None]:
    """Within, no stored file is deleted by a sweep of another process."""
    with locking.exclusive(settings.data_dir / "run" / "sweep.lock"):
        yield


def write(settings: Settings, target: Path, key: str) -> Manifest:
    """Write the ledger as it is now to a file; the database first, for files come before rows."""
    manifest = Manifest(
        FORMAT,
        __version__,
        "postgresql" if is_postgres() else "sqlite",
        migrating.applied(),
        clock.now().isoformat(),
    )
    with (
        no_sweep(settings),
        target.open("wb") as file,
        _sealed(file, key) as out,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as bundle,
    ):
        if is_postgres():
            _put_tables(bundle, manifest)
        else:
            _put_sqlite(bundle, manifest, target.with_suffix(".copy"))
        if key and settings.keys_path.exists():
            # Only where the backup is encrypted: else it would be the database with its keys.
            _put(bundle, manifest, KEYS, settings.keys_path)
        for store in STORES:
            _put_files(bundle, manifest, settings.data_dir / store, store)
        bundle.writestr(MANIFEST, json.dumps(asdict(manifest)))
    return manifest


@contextmanager
def _sealed(file: BinaryIO, key: str) -> Iterator[IO[bytes]]:
    if not key:
        yield file
        return
    with closing(sealing.Sealed(file, key)) as out:
        yield out


def _put_sqlite(bundle: zipfile.ZipFile, manifest: Manifest, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(db.obj.database)) as live,
            closing(sqlite3.connect(copy)) as to,
        ):
            live.backup(to)
            check(to)
            manifest.tables = counts(to)
        _put(bundle, manifest, SQLITE, copy)
    finally:
        copy.unlink(missing_ok=True)


def check(connection: sqlite3.Connection) -> None:
    """Refuse a database file that is damaged."""
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    if verdict != "ok":
        raise Conflict.of("backups.backup_damaged", verdict=verdict)


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each table has; an index of text, a virtual table, has none of its own."""
    query = (
        "SELECT name FROM pragma_table_list"
        " WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'"
    )
    names = [name for (name,) in connection.execute(query)]
    return {
        name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names
    }


def _put_tables(bundle: zipfile.ZipFile, manifest: Manifest) -> None:
    with postgres.moment() as connection:
        for table, columns in postgres.tables(connection).items():
            name = f"{TABLES}/{table}"
            with bundle.open(name, "w", force_zip64=True) as entry:
                digest = _Digest(entry)
                manifest.tables[table] = postgres.read(connection, table, columns, digest)
            manifest.columns[table] = columns
            manifest.digests[name] = digest.sha256.hexdigest()


class _Digest:
    """Writes on, and knows the digest of what it wrote."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.sha256 = out, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.sha256.update(data)
        self.out.write(data)


def _put_files(bundle: zipfile.ZipFile, manifest: Manifest, root: Path, store: str) -> None:
    for path in sorted(root.glob("[0-9a-f][0-9a-f]/*")):
        if len(path.name) == 64:
            _put(bundle, manifest, f"{store}/{path.parent.name}/{path.name}", path)


def _put(bundle: zipfile.ZipFile, manifest: Manifest, name: str, path: Path) -> None:
    info = zipfile.ZipInfo(name)
    # Uploads are packed already: workbooks, pictures, PDF.
    info.compress_type = zipfile.ZIP_DEFLATED if name == SQLITE else zipfile.ZIP_STORED
    with path.open("rb") as source, bundle.open(info, "w", force_zip64=True) as entry:
        digest = _Digest(entry)
        while piece := source.read(PIECE):
            digest.write(piece)
    manifest.digests[name] = digest.sha256.hexdigest()


def unpack(source: Path, folder: Path, key: str) -> Manifest:
    """Unpack a backup into an empty folder; raises Invalid where a digest is not right."""
    folder.mkdir(parents=True)
    plain = source
    if sealing.is_sealed(source):
        plain = folder / "plain.zip"
        sealing.unseal(source, key, plain)
    try:
        with zipfile.ZipFile(plain) as bundle:
            manifest = Manifest(**json.loads(bundle.read(MANIFEST)))
            _refuse_foreign(manifest)
            for name, digest in manifest.digests.items():
                _take(bundle, name, digest, folder)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise Invalid.of("backups.no_backup", path=source) from error
    finally:
        if plain != source:
            plain.unlink(missing_ok=True)
    return manifest


def _refuse_foreign(manifest: Manifest) -> None:
    unknown = sorted(set(manifest.migrations) - set(migrating.known()))
    if manifest.format != FORMAT or unknown:
        raise Invalid.of(
            "backups.other_version", version=manifest.version, names=", ".join(unknown[:3])
        )


def _take(bundle: zipfile.ZipFile, name: str, digest: str, folder: Path) -> None:
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise Invalid.of("backups.no_backup", path=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with bundle.open(name) as entry, target.open("wb") as out:
        into = _Digest(out)
        while piece := entry.read(PIECE):
            into.write(piece)
    if into.sha256.hexdigest() != digest or (name.startswith(STORES) and digest != target.name):
        raise Invalid.of("backups.changed", name=name)
