"""The future of a case: targets of moves, failing guards, moves that would be refused later."""

from __future__ import annotations

from inventory.enforcement.cases.guards import GUARDS, Facts
from inventory.enforcement.cases.machine import MOVES, Move


def target(move: Move, state: str) -> str:
    """Where a move leads from a state."""
    return move.target or state


def failing(move: Move, facts: Facts) -> list[str]:
    """The guards of a move that do not hold, in the order in which they are listed."""
    return [name for name in dict.fromkeys(move.guards) if not GUARDS[name].holds(facts)]


def ahead(state: str) -> list[Move]:
    """Every move that can still be reached from a state."""
    seen, found = {state}, []
    waiting = [state]
    while waiting:
        here = waiting.pop()
        for move in MOVES.values():
            if here in move.sources:
                found.append(move)
                there = target(move, here)
                if there not in seen:
                    seen.add(there)
                    waiting.append(there)
    return [move for move in MOVES.values() if move in found]


def warned(facts: Facts) -> dict[str, list[str]]:
    """What would be refused at any later move as things stand: guard → the moves it would stop."""
    found: dict[str, list[str]] = {}
    for move in ahead(facts.state):
        for name in failing(move, facts):
            if GUARDS[name].early:
                found.setdefault(name, []).append(move.name)
    return found
