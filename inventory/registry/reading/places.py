"""Where in a document a row of a table stands: its page, and its row there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from inventory.core.messages import Sentence


class Stretch(NamedTuple):
    """Rows of a table from ``row`` on (counted from 1) stand on ``page``, from its ``line`` on."""

    row: int
    page: int
    line: int


def row_name(stretches: Sequence[Sequence[int]], row: int) -> Sentence:
    """A row as a person finds it: with its page, where the file has pages."""
    held = [stretch for stretch in stretches if stretch[0] <= row]
    if not held:
        return Sentence(f"第 {row} 行", f"row {row}")
    first, page, line = held[-1]
    at = row - first + line
    return Sentence(f"第 {page} 页第 {at} 行", f"page {page}, row {at}")
