"""What a process that opens papers is asked: a line of JSON, and the file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Asked:
    """Which pages are wanted (numbers from 0; None: all), and at most how many.

    ``before``: where the columns of the table on the page before a page stand, as shares of the
    width, for a table that may go on.
    """

    pages: Sequence[int] | None = None
    most: int = 0
    before: Mapping[int, Sequence[float]] = field(default_factory=dict)


ALL = Asked()


def question(content: bytes, asked: Asked) -> bytes:
    """The question as it is sent."""
    told = {"pages": asked.pages, "most": asked.most, "before": list(asked.before.items())}
    return json.dumps(told).encode() + b"\n" + content


def parted(sent: bytes) -> tuple[Asked, bytes]:
    """The question as it is understood, and the file."""
    head, _, content = sent.partition(b"\n")
    told = json.loads(head)
    return Asked(told["pages"], told["most"], dict(told["before"])), content


def shares(page: Mapping[str, Any]) -> list[float]:
    """Where the columns of the last table of a page stand, as shares of its width."""
    if not page["tables"]:
        return []
    return [edge / page["width"] for edge in page["tables"][-1]["edges"]]
