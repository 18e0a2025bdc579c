"""Which schedules there are, as `schedules.toml` says."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

from inventory.registry.jobs import service as jobs

FILE = Path(__file__).parent / "schedules.toml"


@dataclass(frozen=True)
class Entry:
    """A schedule as it is delivered.

    `at_once`: a new installation does not wait for the first time. `each`: missed periods are made
    good one by one.
    """

    id: str
    zh: str
    en: str
    does_zh: str
    does_en: str
    cadence: str
    at: str
    working_day: int = 0
    at_once: bool = False
    each: bool = False
    job: str = ""
    off: bool = False


@cache
def _written() -> tuple[Entry, ...]:
    return tuple(Entry(**item) for item in tomllib.loads(FILE.read_text("utf-8"))["schedule"])


def entries() -> dict[str, Entry]:
    """Every schedule whose work exists in this edition."""
    return {item.id: item for item in _written() if not item.job or jobs.is_kind(item.job)}


def time_of(text: str) -> time:
    """The time of day of its written form, HH:MM; ValueError where it is none."""
    return time.fromisoformat(text)
