"""The machine of a case as a page draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory.enforcement.cases.machine import MOVES, STATES, Move


@dataclass(frozen=True)
class NamedState:
    state: str
    zh: str


@dataclass(frozen=True)
class Table:
    """Every state, and every move with its guards."""

    states: Sequence[NamedState]
    moves: Sequence[Move]


def table() -> Table:
    return Table([NamedState(key, zh) for key, zh in STATES.items()], list(MOVES.values()))
