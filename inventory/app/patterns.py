"""Patterns in the description of the API, as programs in other languages read them.

Ours are matched from the beginning and end with Python's mark; JSON Schema finds a pattern anywhere
in a text, and its words are those of JavaScript.
"""

from __future__ import annotations

from typing import Any


def portable(node: Any) -> Any:
    """The same description, each pattern of which says by itself where it begins and ends."""
    if isinstance(node, dict):
        return {key: _value(key, value) for key, value in node.items()}
    if isinstance(node, list):
        return [portable(item) for item in node]
    return node


def _value(key: str, value: Any) -> Any:
    if key != "pattern" or not isinstance(value, str):
        return portable(value)
    ended = value.replace(r"\Z", "$")
    return ended if ended.startswith("^") else f"^(?:{ended})"
