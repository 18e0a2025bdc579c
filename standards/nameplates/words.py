"""What kind of device the words of a name mean: ``1#锅炉给水泵电机`` is a motor.

Chinese compounds end in their head, so the last known word wins, the longest of those that end
there. What follows it decides too: 锅炉房 is a place, 变压器油 a material. Words before the head
that qualify it give facts (燃煤蒸汽锅炉 → steam).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from standards.nameplates.codes import Word, tables
from standards.nameplates.reading import Fact
from standards.nameplates.spelling import Spelled, spell

_BRACKETS = re.compile(r"[(\[{【〔《].*?[)\]}】〕》]|(?<=[㐀-鿿])(?:“.*?”|\"[^\"]*\"|「.*?」)")
"""What stands in brackets, and a proper name in quotes behind what it is the name of."""
_WHOLE = re.compile(r"[+、,;/&]|及|和|与")
_IGNORED = re.compile(r"[^㐀-鿿]+")
FROM_WORDS = "from_words"


@dataclass(frozen=True)
class KindOfWords:
    """What the words of a name mean. ``kind`` "" where they name no device of a kind.

    ``word`` the deciding head with its ``span``; ``reason``: head (the last head noun), place (a
    place, cabinet, material or service), part (a spare part, whatever model stands beside it),
    none (a known word that is no device of a kind), trailing
    (an unknown word follows, so the head is unknown), several (two machines side by side), unknown
    (no known word). ``facts`` what head and qualifiers state, ``inferred`` what they make likely,
    ``unsaid`` fields of which the letters of a model name say nothing beside these words (a 螺杆泵
    is not centrifugal, whatever series NM is else). ``kinds`` every kind whose word occurs as a
    head candidate, last first.
    """

    kind: str
    word: str
    span: tuple[int, int]
    reason: str
    facts: tuple[Fact, ...] = ()
    inferred: tuple[Fact, ...] = ()
    kinds: tuple[str, ...] = ()
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Hit:
    start: int
    end: int
    words: tuple[Word, ...]

    @property
    def kind(self) -> str:
        return self.words[0].kind


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, Mapping[str, tuple[Word, ...]]]:
    roles: dict[str, dict[str, tuple[Word, ...]]] = {}
    for word in tables().words:
        known = roles.setdefault(word.role, {})
        known[word.word] = (*known.get(word.word, ()), word)
    return roles


def _hits(text: str, role: str) -> list[_Hit]:
    """Every known word of this role, ordered by its end, the longest first."""
    known = _roles().get(role, {})
    longest = max(map(len, known), default=0)
    found = []
    for end in range(1, len(text) + 1):
        for start in range(max(0, end - longest), end):
            words = known.get(text[start:end])
            if words:
                found.append(_Hit(start, end, words))
    return found


def _masked(text: str) -> str:
    """Brackets blanked out: what stands in them is never the head."""
    return _BRACKETS.sub(lambda m: " " * len(m[0]), text)


def _last(hits: list[_Hit]) -> _Hit:
    end = hits[-1].end
    return min((h for h in hits if h.end == end), key=lambda h: h.start)


def _behind(text: str) -> str:
    """What the words behind a head make of it: "" nothing, ``place``, ``part``, ``trailing``."""
    rest = _IGNORED.sub("", text)
    roles = _roles()
    while rest:
        for role, reason in (("part", "part"), ("ending", "place")):
            if any(rest.endswith(w) for w in roles.get(role, {})):
                return reason
        harmless = [w for w in roles.get("harmless", {}) if rest.endswith(w)]
        if not harmless:
            return "trailing"
        rest = rest[: -max(map(len, harmless))]
    return ""


def _kinds(hits: list[_Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(h.kind for h in reversed(hits) if h.kind))


def _several(text: str, heads: list[_Hit]) -> tuple[str, ...]:
    """The kinds of machines that stand side by side, divided by a sign or an "and"."""
    ends = [m.start() for m in _WHOLE.finditer(text)] + [len(text)]
    found: list[str] = []
    start = 0
    for end in ends:
        inside = [h for h in heads if start <= h.start and h.end <= end]
        if inside and (head := _last(inside)).kind and not _behind(text[head.end : end]):
            found.append(head.kind)
        start = end
    return tuple(dict.fromkeys(found))


def _facts(spelled: Spelled, kind: str, head: _Hit) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What the head and the qualifiers in front of it (or in brackets) give."""
    read: dict[str, Fact] = {}
    likely: dict[str, Fact] = {}
    qualifiers = [h for h in _hits(spelled.text, "modifier") if _holds(h, head, spelled.text)]
    widest = [h for h in qualifiers if not any(_inside(h, o) for o in qualifiers)]
    for hit in [*widest, head]:
        for word in hit.words:
            if word.kind != kind or not word.field or word.value is None:
                continue
            span = spelled.span(hit.start, hit.end)
            into, reason = (read, "") if word.reading == "read" else (likely, FROM_WORDS)
            into.setdefault(
                word.field, Fact(word.field, word.value, span, spelled.raw[slice(*span)], reason)
            )
    return tuple(read.values()), tuple(f for k, f in likely.items() if k not in read)


def _holds(qualifier: _Hit, head: _Hit, text: str) -> bool:
    """In front of the head's end, or behind it in brackets."""
    return qualifier.end <= head.end or not _masked(text)[qualifier.start : qualifier.end].strip()


def _inside(one: _Hit, other: _Hit) -> bool:
    return one is not other and other.start <= one.start and one.end <= other.end


def kind_of_words(text: str) -> KindOfWords:
    """The kind of device that a name's words mean, with the facts that they give.

    A name longer than a name can be is not read.
    """
    spelled = spell(text)
    masked = _masked(spelled.text)
    heads = _hits(masked, "head")
    if not heads:
        alone = spelled.text.strip() in _roles().get("part", {})  # 叶轮, and nothing else
        return KindOfWords("", "", (0, 0), "part" if alone else "unknown")
    several = _several(masked, heads)
    head = _last(heads)
    span = spelled.span(head.start, head.end)
    said = spelled.raw[slice(*span)]
    if len(several) > 1:
        return KindOfWords("", said, span, "several", kinds=several[::-1])
    behind = _behind(masked[head.end :])
    if behind or not head.kind:
        # 弹簧式安全阀, 安全阀DN50: of a part no model beside it makes a device.
        is_part = said in _roles().get("part", {})
        reason = behind or ("part" if is_part else "none")
        return KindOfWords("", said, span, reason, kinds=_kinds(heads))
    facts, inferred = _facts(spelled, head.kind, head)
    unsaid = tuple(word.field for word in head.words if word.reading == "none")
    return KindOfWords(head.kind, said, span, "head", facts, inferred, _kinds(heads), unsaid)
