"""One spelling for all model names, and where each of its characters stands in the text.

``normalise`` is the spelling by which catalogues compare names. ``spell`` is the one that the
grammars read: it keeps brackets, ranges (``~``) and the place of every character, so that a fact
can point at the text that it was read from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_LENGTH = 200
"""No model name is longer. Longer texts are not read, so that reading costs no time."""

_DASHES = "‐‑‒–—―−⁃﹣ー─━〜_"
_RANGES = "~～∼"
_DOTS = "·•・‧∙⋅｡。"
_SLASHES = "∕⁄╱\\"
_TIMES = "✕✖⨯∗*＊"
_COMPARED = str.maketrans(
    {
        **dict.fromkeys(_DASHES + _RANGES, "-"),
        **dict.fromkeys(_DOTS, "."),
        **dict.fromkeys(_SLASHES, "/"),
    }
)
_READ = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_RANGES, "~"),
    **dict.fromkeys(_DOTS, "."),
    **dict.fromkeys(_SLASHES, "/"),
    **dict.fromkeys(_TIMES, "×"),
}
# 一 stands for a dash in scanned catalogues: KZL4一13一AⅢ
_ONE_AS_DASH = re.compile(r"(?<=[0-9A-Z)])一(?=[0-9A-Z(])")
_DIGIT_GAP = re.compile(r"(?<=[0-9])\s+(?=[0-9])")
_SPACE = re.compile(r"\s+")
_LETTER_DOT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_HYPHENS = re.compile(r"-{2,}")
_BRAND = re.compile(r"\s*[^\W\d_]+\s+(?=[^\W\d_])")
_DIGIT_OF = {"O": "0", "I": "1", "L": "1"}


def normalise(model: str) -> str:
    """One spelling for all: half-width, upper case, ``-`` ``.`` ``/``, no spaces, dots only in
    numbers.
    """
    text = unicodedata.normalize("NFKC", model.translate(_COMPARED)).translate(_COMPARED)
    text = _SPACE.sub("", _DIGIT_GAP.sub("-", text.strip())).upper()
    text = _ONE_AS_DASH.sub("-", _LETTER_DOT.sub("", text))
    return _HYPHENS.sub("-", text).strip("-")


@dataclass(frozen=True)
class Spelled:
    """A text in the grammars' spelling; ``places`` holds each character's index in ``raw``."""

    raw: str
    text: str
    places: tuple[int, ...]
    repaired: bool = False

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The part of ``raw`` that ``text[start:end]`` came from, as (start, end)."""
        if not start < end <= len(self.places):
            return (0, 0)
        return (self.places[start], self.places[end - 1] + 1)


def _is_digit(char: str) -> bool:
    return "0" <= char <= "9"


def _is_name(char: str) -> bool:
    return _is_digit(char) or "A" <= char <= "Z"


def _folded(raw: str) -> list[tuple[str, int]]:
    """Half-width upper-case characters with their places; runs of space become one ``" "``."""
    found: list[tuple[str, int]] = []
    for place, char in enumerate(raw):
        for one in unicodedata.normalize("NFKC", _READ.get(char, char)).upper():
            kept = " " if one.isspace() else _READ.get(one, one)
            if not (kept == " " and found and found[-1][0] == " "):
                found.append((kept, place))
    return found


def _keeps_space(before: str, after: str) -> bool:
    """A gap divides two numbers, and two Roman numerals (``A III II``)."""
    return (_is_digit(before) and _is_digit(after)) or before == after == "I"


def _joined(before: str, char: str, after: str) -> str | None:
    """What stands for this character between its neighbours; None drops it."""
    if char == " ":
        return " " if _keeps_space(before, after) else None
    if char == "一" and (_is_name(before) or before == ")") and (_is_name(after) or after == "("):
        char = "-"
    if char == "-" and before == "-":
        return None
    if char == "X" and _is_digit(before) and _is_digit(after):
        return "×"
    return char


def spell(raw: str) -> Spelled:
    """The text in the grammars' spelling: half-width, upper case, one dash, ``×`` between
    numbers, no spaces but between two numbers. Linear in the length of the text.

    ``raw`` longer than ``MAX_LENGTH`` is no model name: the result is empty.
    """
    if len(raw) > MAX_LENGTH:
        return Spelled(raw, "", ())
    folded = _folded(raw)
    solid = [c for c, _ in folded if c != " "]
    kept: list[str] = []
    places: list[int] = []
    seen = 0
    for char, place in folded:
        if char != " ":
            seen += 1
        after = solid[seen] if seen < len(solid) else ""
        put = _joined(kept[-1] if kept else "", char, after)
        if put is not None:
            kept.append(put)
            places.append(place)
    return Spelled(raw, "".join(kept), tuple(places))


def behind_brand(spelled: Spelled) -> Spelled | None:
    """The text without a first word of letters alone (``HOWO ZZ1257``, ``TBEA S11-M-400/10``), if
    another word that begins with a letter follows."""
    found = _BRAND.match(spelled.raw)
    if found is None:
        return None
    start = next((i for i, p in enumerate(spelled.places) if p >= found.end()), None)
    if start is None:
        return None
    return Spelled(spelled.raw, spelled.text[start:], spelled.places[start:])


def repair(spelled: Spelled, letters: str = "OIL") -> Spelled:
    """The same text with ``O`` ``I`` ``l`` beside a digit read as 0 and 1 (scanned names).

    A grammar asks for it only after the text as it stands made no sense.
    """
    chars = list(spelled.text)
    for order in (range(len(chars)), range(len(chars) - 1, -1, -1)):
        for i in order:
            digit = _DIGIT_OF.get(chars[i]) if chars[i] in letters else None
            beside = (chars[i - 1] if i else "") + (chars[i + 1] if i + 1 < len(chars) else "")
            if digit and any(_is_digit(c) or c == "." for c in beside):
                chars[i] = digit
    text = "".join(chars)
    return Spelled(spelled.raw, text, spelled.places, repaired=text != spelled.text)


def spellings(spelled: Spelled) -> tuple[Spelled, ...]:
    """The text as it stands, then with O as 0 alone (``SZL1O`` is an SZL of 10, no SZ of 110),
    then wholly repaired; each only where it differs."""
    found = {each.text: each for each in (repair(spelled), repair(spelled, "O"), spelled)}
    return tuple(reversed(found.values()))
