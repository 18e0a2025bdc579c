"""What a field is called, and what is wrong with it, in the words of people.

`field_names.toml` names the fields of the API, `field_problems.toml` turns the sentences of the
checks, some of which marshmallow says in English only, into both languages. Fields of a device are
called by the headings of its kind.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from inventory.core.kinds import known_kinds

HERE = Path(__file__).parent


@cache
def names() -> Mapping[str, tuple[str, str]]:
    """Chinese and English of every field that an error may name, by its identifier."""
    read = tomllib.loads((HERE / "field_names.toml").read_text("utf-8"))
    fields = (field for kind in known_kinds().values() for field in kind.fields)
    headings = {field.id: (field.heading_zh, field.heading_en) for field in fields}
    return headings | {key: (zh, en) for key, (zh, en) in read.items()}


def name_of(path: str) -> tuple[str, str] | None:
    """What the field at a path (`officers.0.name`) is called; None where nobody has named it."""
    parts = re.sub(r"\[[^]]*\]", "", path).split(".")
    known = (names().get(part) for part in reversed(parts) if not part.isdigit())
    return next(filter(None, known), None)


def called(field: str) -> str:
    """The Chinese name of a field for a sentence, else what stands there."""
    found = name_of(field)
    return found[0] if found else field


@cache
def _problems() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    read = tomllib.loads((HERE / "field_problems.toml").read_text("utf-8"))["problem"]
    return tuple((re.compile(entry["is"], re.DOTALL), entry["zh"], entry["en"]) for entry in read)


def both(sentence: str) -> tuple[str, str]:
    """What a check said, in Chinese and in English; one that nobody knows stays as it is."""
    for pattern, zh, en in _problems():
        found = pattern.fullmatch(sentence)
        if found:
            values = {
                key.removesuffix("_zh"): value
                for key, value in found.groupdict().items()
                if value is not None
            }
            return zh.format(**values), en.format(**values)
    return sentence, ""
