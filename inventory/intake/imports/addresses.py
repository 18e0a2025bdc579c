"""Which division an address names: 山西省晋城市阳城县… is 140522."""

from __future__ import annotations

from collections.abc import Iterable

from inventory.core import region_codes

# Divisions end with one of these; names that many have (市辖区) say nothing.
_ENDS = frozenset("省市区县旗州盟")
_NAMELESS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
SHORTEST, LONGEST_NAME, LONGEST_ADDRESS = 2, 12, 60
# 城区, 东区, 矿区 stand in any address: such a name counts below a city that is named too.
TELLING = 3


class Gazetteer:
    """The names of provinces, cities and counties."""

    def __init__(self, divisions: Iterable[tuple[str, str]]) -> None:
        self._codes: dict[str, list[str]] = {}
        for code, name in divisions:
            if name not in _NAMELESS:
                self._codes.setdefault(name, []).append(code)
        self._known: dict[str, str | None] = {}

    def division_of(self, address: str) -> str | None:
        """The code of the deepest division that an address clearly names, or None."""
        text = "".join(address[: 2 * LONGEST_ADDRESS].split())[:LONGEST_ADDRESS]
        if text not in self._known:
            self._known[text] = self._read(text)
        return self._known[text]

    def _read(self, text: str) -> str | None:
        """Names from left to right: each must lie in the one before; the first begins the text."""
        inside: list[str] = []
        start = 0
        for end in (i + 1 for i, char in enumerate(text) if char in _ENDS):
            name = self._name(text, start, end, begun=bool(inside))
            if name is None:
                continue
            codes = self._codes[name]
            within = [c for c in codes if any(region_codes.covers(up, c) for up in inside)]
            if not inside or within:
                inside, start = within or codes, end
        return inside[0] if len(inside) == 1 else None

    def _name(self, text: str, start: int, end: int, *, begun: bool) -> str | None:
        """The name of a division that stands between two places of a text, and nothing else."""
        name = text[start:end]
        shortest = SHORTEST if begun else TELLING
        return name if shortest <= len(name) <= LONGEST_NAME and name in self._codes else None
