"""The library of this installation: the shipped one, and what a folder of the office's own adds."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from standards.additions import with_additions
from standards.loading import LIBRARY, load_from
from standards.model import Library


class _Chosen:
    """Which folder this process adds; chosen once, when it starts."""

    folder: Path | None = None


def choose(folder: Path | None) -> None:
    """From now on ``load`` adds what stands in this folder; None adds nothing.

    Raises: LibraryError naming file and key.
    """
    if folder is not None:
        _read(folder)
    _Chosen.folder = folder


def load() -> Library:
    """The library, read once per process.

    Raises: LibraryError naming file and key.
    """
    return _read(_Chosen.folder)


@lru_cache(maxsize=2)
def _read(folder: Path | None) -> Library:
    if folder is None:
        return load_from(LIBRARY)
    return with_additions(_read(None), folder)
