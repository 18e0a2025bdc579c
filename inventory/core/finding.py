"""One search over everything: each domain enters how it finds its own (app/wiring.py).

A finder looks through what its domain shows to the actor anyway, so that nobody finds what is not
theirs. It is asked at every key, and therefore for a few hits, never for a count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from inventory.core.access import Actor
from inventory.core.registries import Registry
from inventory.core.searchtext import folded

# 〔2026〕1号, in whatever brackets: the word of the agency, the year, the number.
_SERIAL = re.compile(r"^(.*?)[^\w]*(\d{4})[^\w年]*[\])}〕】年第 -]+(\d{1,6})号?$")


class Serial(NamedTuple):
    """The number of a document as somebody typed it; the word may be left out."""

    word: str
    year: int
    number: int


@dataclass(frozen=True)
class Asked:
    """What was typed."""

    text: str

    @cached_property
    def plain(self) -> str:
        return unicodedata.normalize("NFKC", self.text).strip()

    @cached_property
    def term(self) -> str:
        """As folded columns are compared."""
        return folded(self.text)

    @cached_property
    def serial(self) -> Serial | None:
        found = _SERIAL.match(self.plain)
        if found is None:
            return None
        return Serial(folded(found[1]), int(found[2]), int(found[3]))

    def counted(self, *words: str) -> int | None:
        """The number of a thing that is so called: of a 案件 `12`, `#12`, `第12号案件`."""
        unbroken = "".join(self.plain.casefold().split())
        called = f"(?:{'|'.join(words)})?"
        found = re.match(rf"^{called}[#第]?(\d{{1,9}})号?{called}$", unbroken)
        return int(found[1]) if found else None


@dataclass(frozen=True)
class Found:
    """One hit: `id` opens its page, `exact` says that its number is what was typed.

    `kind` and `state` are words of the API, which a page translates; a document without a number
    has no title but its kind.
    """

    id: str
    title: str
    about: str = ""
    kind: str = ""
    state: str = ""
    exact: bool = False


Finder = Callable[[Actor, Asked, int], Sequence[Found]]
finders: Registry[Finder] = Registry("finders of the search")
