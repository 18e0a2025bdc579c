"""Registries: an upper band enters at start-up what a lower band will ask for.

An upper band enters what it knows at start-up (app/wiring.py); the lower one never imports upward.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Named entries, in the order in which they were made."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, Entry] = {}

    def enter(self, name: str, entry: Entry) -> None:
        """Make an entry; the same one may be made again, a rival is refused with KeyError."""
        if self._entries.setdefault(name, entry) is not entry:
            raise KeyError(f"{self.what}: {name!r} is entered already")

    def __getitem__(self, name: str) -> Entry:
        try:
            return self._entries[name]
        except KeyError:
            raise KeyError(f"{self.what}: nothing is entered as {name!r}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def values(self) -> list[Entry]:
        return list(self._entries.values())
