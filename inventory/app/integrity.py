"""Whether the database file is whole: looked at when the service starts and each night.

SQLite alone: PostgreSQL looks after its own files (`initdb --data-checksums`, `pg_amcheck`).
"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import structlog

from inventory.core import clock
from inventory.core.settings import Settings

log = structlog.get_logger()
NOTE = "run/integrity.json"
WELL = "ok"
SHOWN = 5


@dataclass(frozen=True)
class Looked:
    """What was found, `ok` or what is wrong; `whole` where indexes were held against their rows."""

    at: datetime
    verdict: str
    whole: bool


def look(settings: Settings, *, whole: bool) -> Looked | None:
    """Look the file over, while others use it, and note the verdict; None on PostgreSQL."""
    if settings.database_url:
        return None
    found = Looked(clock.now(), _verdict(settings.sqlite_path, whole), whole)
    if found.verdict != WELL:
        log.error("database_damaged", verdict=found.verdict)
    note = settings.data_dir / NOTE
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps({**asdict(found), "at": found.at.isoformat()}))
    return found


def _verdict(path: Path, whole: bool) -> str:
    pragma = "integrity_check" if whole else "quick_check"
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            rows = file.execute(f"PRAGMA {pragma}({SHOWN})").fetchall()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "; ".join(text for (text,) in rows)


def last(folder: Path) -> Looked | None:
    """What was found the last time."""
    note = folder / NOTE
    if not note.exists():
        return None
    found = json.loads(note.read_text())
    return Looked(datetime.fromisoformat(found["at"]), found["verdict"], found["whole"])


def begin(settings: Settings) -> threading.Thread:
    """The quick look of a start, beside everything else."""
    thread = threading.Thread(target=look, args=(settings,), kwargs={"whole": False}, daemon=True)
    thread.start()
    return thread
