"""Where labels stand in a line of a plate: the kinds' headings and what else plates name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from standards.words import heading_key

if TYPE_CHECKING:
    from standards import Kind, Library

_HAN = re.compile(r"[㐀-鿿]")
_BRACKET = re.compile(r"\s*[(\[][^()\[\]]{0,12}[)\]]")
_BEHIND = re.compile(r"[\s:：.·;,，=]*")
# Between these and a label's first character something else ends.
_ENDS_BEFORE = re.compile(r"[\s:：;；,，|/)\]%0-9A-Za-z]")
_BEGINS_AFTER = re.compile(r"[\s:：(\[0-9A-Za-z=.]")
SHORTEST_GUESSED = 4
LONGEST_LINE = 200


@dataclass(frozen=True)
class PlateWords:
    """Words of plates that are of no kind."""

    other: tuple[str, ...]
    english: frozenset[str]
    makers: tuple[str, ...]


@lru_cache(maxsize=1)
def plate_words() -> PlateWords:
    """The words as the file has them."""
    table = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    english = frozenset(heading_key(word) for word in table["english"])
    return PlateWords(tuple(table["other"]), english, tuple(table["makers"]))


@dataclass(frozen=True, slots=True)
class Part:
    """A label in a line and the text behind it; ``start`` and ``end`` of that text.

    ``guessed``: the label was read with one character wrong.
    """

    label: str
    value: str
    start: int
    end: int
    guessed: bool = False


class Labels:
    """Every label that a plate of any of these kinds may have."""

    def __init__(self, kinds: Iterable[Kind]) -> None:
        found = {heading_key(word) for word in plate_words().other}
        for kind in kinds:
            found |= {key for key in kind.words.headings if _asks(kind, key)}
        self._known = frozenset(key for key in found if _usable(key))
        longest = sorted(self._known, key=lambda key: (-len(key), key))
        self._pattern = re.compile("|".join(map(re.escape, longest)))

    def parts(self, text: str) -> list[Part]:
        """The labels of a line with what stands behind each; [] where it has none."""
        plain = unicodedata.normalize("NFKC", text[:LONGEST_LINE])
        if heading_key(plain) in self._known:
            return [Part(plain, "", len(plain), len(plain))]
        found = list(self._found(plain))
        if not found:
            return self._guessed(plain)
        parts = []
        for place, (start, end) in enumerate(found):
            until = found[place + 1][0] if place + 1 < len(found) else len(plain)
            parts.append(_part(plain, start, end, until))
        return parts

    def _found(self, plain: str) -> Iterable[tuple[int, int]]:
        """Where labels stand that nothing runs into."""
        solid = [(char.lower(), place) for place, char in enumerate(plain) if not char.isspace()]
        for match in self._pattern.finditer("".join(char for char, _ in solid)):
            start, end = solid[match.start()][1], solid[match.end() - 1][1] + 1
            before = plain[start - 1] if start else " "
            after = plain[end] if end < len(plain) else " "
            free = _ENDS_BEFORE.match(before) if _HAN.match(plain[start]) else before.isspace()
            latin = plain[end - 1].isascii()
            if free and (_BEGINS_AFTER.match(after) if not latin else after in " :：("):
                yield start, end

    def _guessed(self, plain: str) -> list[Part]:
        """A label alone in its line of which one character was taken for another."""
        key = heading_key(plain)
        if len(key) < SHORTEST_GUESSED or not _HAN.search(key):
            return []
        near = [one for one in self._known if len(one) == len(key) and _differ(one, key) == 1]
        return [Part(near[0], "", len(plain), len(plain), guessed=True)] if len(near) == 1 else []


def _part(plain: str, start: int, end: int, until: int) -> Part:
    bracket = _BRACKET.match(plain, end)
    after = bracket.end() if bracket else end
    behind = _BEHIND.match(plain, after)
    begin = behind.end() if behind else after
    value = plain[begin:until].strip()
    if heading_key(value) in plate_words().english:
        value = ""
    return Part(plain[start:after], value, begin, until)


def _asks(kind: Kind, key: str) -> bool:
    """Whether a heading may label a value: of yes and no a plate's title speaks (配电变压器)."""
    return kind.field(kind.words.headings[key].field).type != "yesno"


def _usable(key: str) -> bool:
    return len(key) >= 2 and (bool(_HAN.search(key)) or len(key) >= 4)


def _differ(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))


_made: dict[str, Labels] = {}


def labels_of(library: Library) -> Labels:
    """The labels of a library's kinds, made once for each version of it."""
    if library.version not in _made:
        _made.clear()
        _made[library.version] = Labels(library.kinds.values())
    return _made[library.version]
