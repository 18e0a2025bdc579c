"""Papers as plain JSON data and back: one way for every dataclass of this package.

What was stored by an older version lacks later fields and gets their defaults; a field that is not
known any more is refused, because a document must not lose what it said.
"""

import hashlib
import json
import types
from collections.abc import Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import date, datetime
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

D = TypeVar("D")


def as_json(document: Any) -> Mapping[str, Any]:
    """The contents as stored: dates and instants in ISO 8601, tuples as lists."""
    return json.loads(json.dumps(asdict(document), default=_iso))


def from_json(contents: type[D], data: Mapping[str, Any]) -> D:
    """The document that `as_json` stored.

    Raises:
        TypeError: a field that the dataclass does not have, or one that it needs is absent.
    """
    readers = _READERS.get(contents) or _READERS.setdefault(contents, _readers(contents))
    unknown = data.keys() - readers.keys()
    if unknown:
        raise TypeError(f"{contents.__name__} has no field {', '.join(sorted(unknown))}")
    return contents(**{name: readers[name](value) for name, value in data.items()})


def digest(document: Any, without: frozenset[str] = frozenset({"link"})) -> str:
    """SHA-256 (64 hex) over the contents; the link to its own page is no part of them."""
    said = {key: value for key, value in as_json(document).items() if key not in without}
    text = json.dumps(
        said_of(said, LATER_PARTS), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


# Parts that papers did not have from the beginning: blank they count as not there, so that what
# was issued before keeps its digest.
LATER_PARTS = frozenset({"quantity"})


def said_of(value: object, later: frozenset[str]) -> object:
    """The data without blank later parts, at every depth."""
    if isinstance(value, dict):
        return {k: said_of(it, later) for k, it in value.items() if it or k not in later}
    return [said_of(it, later) for it in value] if isinstance(value, list | tuple) else value


_READERS: dict[type, dict[str, Callable[[Any], Any]]] = {}


def _readers(contents: type) -> dict[str, Callable[[Any], Any]]:
    return {name: _reader(hint) for name, hint in get_type_hints(contents).items()}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """The function from a JSON value to a value of this type."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = _reader(next(arg for arg in get_args(hint) if arg is not type(None)))
        return lambda value: None if value is None else inner(value)
    if get_origin(hint) is tuple:
        item = _reader(get_args(hint)[0])
        return lambda value: tuple(map(item, value))
    if hint in (date, datetime):
        return lambda value: hint.fromisoformat(value)
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: from_json(hint, value)
    return lambda value: value


def _iso(value: object) -> str:
    if isinstance(value, date):  # a datetime is one as well
        return value.isoformat()
    raise TypeError(f"not part of a document: {value!r}")
