"""Whether plain JSON fits a paper's dataclass: what a form sends is checked before it is kept."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

LONGEST = 20_000  # characters of one text
LARGEST = 400_000  # characters of a signature's picture
MOST = 5_000  # entries of one list


def misfits(contents: type, data: Mapping[str, Any], path: str = "") -> list[str]:
    """The parts that do not fit, by their paths; parts that are absent must have a default."""
    hints = get_type_hints(contents)
    known = {item.name: item for item in fields(contents)}
    found = [f"{path}{name}" for name in data if name not in known]
    for name, item in known.items():
        if name in data:
            found += _misfit(hints[name], data[name], f"{path}{name}")
        elif item.default is MISSING and item.default_factory is MISSING:
            found.append(f"{path}{name}")
    return found


def _misfit(hint: Any, value: Any, path: str) -> list[str]:
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return [] if value is None else _misfit(inner, value, path)
    if origin is tuple:
        if not isinstance(value, list) or len(value) > MOST:
            return [path]
        item = get_args(hint)[0]
        return [bad for n, it in enumerate(value) for bad in _misfit(item, it, f"{path}.{n}")]
    if origin is Literal:
        return [] if value in get_args(hint) else [path]
    if isinstance(hint, type) and is_dataclass(hint):
        return misfits(hint, value, f"{path}.") if isinstance(value, dict) else [path]
    longest = LARGEST if path.endswith(".image") else LONGEST
    return [] if _plain(hint, value, longest) else [path]


def _plain(hint: Any, value: Any, longest: int) -> bool:
    if hint in (date, datetime):
        return isinstance(value, str) and _day(hint, value)
    if hint is str:
        return isinstance(value, str) and len(value) <= longest and "\x00" not in value
    if hint is bool:
        return isinstance(value, bool)
    return isinstance(value, hint) and not isinstance(value, bool)


def _day(hint: Any, text: str) -> bool:
    try:
        hint.fromisoformat(text)
    except ValueError:
        return False
    return True
