"""Cells of several quantities: Q=100m³/h H=32m, 流量100m3/h，扬程32m, 3000kVA 10/0.4kV.

Each quantity is taken by its symbol or name, else by a unit that only one field of the kind has
(``symbols``, ``unit_needed`` and ``by_unit`` of the kind's words). A bare number, a name that is
not known are not used, and the column's note says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from standards.words import fold

from .amounts import capacity_in
from .choices import EXACT_ONLY
from .columns import Column
from .headings import match_heading
from .model import Reading
from .quantities import quantity_of
from .tablekinds import TURNING
from .values import CellReader, reader_of

if TYPE_CHECKING:
    from standards import Field, Kind

LONGEST = 200
LONGEST_UNIT = 8
# Do not take a number by its unit alone where the unit is much smaller than the field's: 30 kW
# beside 6 t/h is the boiler's fan.
SMALLEST_FACTOR = Decimal("0.01")
FUEL = "fuel"
_NUMBERS = frozenset({"number", "integer"})
# What stands between two things said: a comma between two digits belongs to a number.
_STRONG = re.compile(r"[;；，、。|()（）\[\]\n\r\t]+|,(?!\d)|(?<!\d),")
_BETWEEN = " -/+"
_COUNTING = ("", "共", "计", "数量", "台数")
_TIMES = re.compile(r"(?<=[\w)])\s*[xX*]\s*(?=\d)")
_AMOUNT = (
    r"[约≈≤≥<>~±]?(?:\d[\d.,]*|[一二两三四五六七八九十]{1,3}(?=[极级台套]))"
    r"(?:\s*[×/~-]\s*\d[\d.]*)*"
)
_UNIT = r"(?:n?m3|mmh2o)?[^\s\d,:=×]*"
# A unit behind a space ends where the next thing begins: in 100 H:32 the H is none.
_APART = r"(?:n?m3|mmh2o)?[^\s\d,:=×]+(?=\s+[^\s:=]|\s*$|×)"
_WORD = re.compile(r"(?P<label>[^\s:=]+)(?:\s*[:=]\s*(?P<word>[^\s:=]+))?")
# 10/0.4 and nothing else: the low side of a distribution transformer tells what the other is.
_HIGH_SIDE = re.compile(r"\d{1,2}(?:\.\d)?/0\.4(?:kv)?", re.IGNORECASE)
# P0/Pk=670/3650W, P0/Pk 0.67kW/3.65kW.
_TWO = re.compile(
    r"(?<![\w/])(?P<one>[^\W\d_]\w{0,7})/(?P<other>[^\W\d_]\w{0,7}?)\s*(?:[:=：]\s*|\s+|(?<=[\u4e00-\u9fff]))"
    r"(?P<first>\d+(?:\.\d+)?)(?P<own>[a-z]{0,3})/(?P<second>\d+(?:\.\d+)?)(?P<unit>\s*[a-z]{0,3})(?![\w/])",
    re.IGNORECASE,
)
_SHORTEST_CODE = 4
# 燃用天然气: what is burnt, as permits write it.
_BURNS = re.compile(r"^(?:燃用|燃烧|使用|采用|燃料为)(?=[\u4e00-\u9fff]{2})")
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(slots=True)
class Combined:
    """What a cell says: readings by field, with their words; ``count`` of devices; what is left.
    ``alone``: the fields that only a unit told."""

    found: dict[str, tuple[Reading, str]] = field(default_factory=dict)
    count: int | None = None
    left: list[str] = field(default_factory=list)
    rivals: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)

    @property
    def whole(self) -> bool:
        """Whether every part of the cell was understood."""
        return bool(self.found or self.count) and not self.left

    def take(self, field_id: str, reading: Reading, text: str) -> None:
        """One field's value; a second one that differs leaves the field blank."""
        first = self.found.get(field_id)
        if first is not None and first[0].value != reading.value:
            self.rivals.add(field_id)
        else:
            self.found[field_id] = (reading, text)

    def settled(self) -> Combined:
        """Without the fields of which the cell says two things."""
        for field_id in sorted(self.rivals):
            self.left.append(self.found.pop(field_id)[1])
        return self


class CombinedReader:
    """Reads cells of several quantities of one kind; every distinct one once."""

    def __init__(self, kind: Kind, today: date) -> None:
        self._kind = kind
        self._today = today
        self._readers: dict[str, CellReader] = {}
        self._cache: dict[str, Combined] = {}
        words = kind.words
        self._symbols: dict[str, list[str]] = {}
        for field_id, symbols in words.symbols.items():
            for symbol in symbols:
                self._symbols.setdefault(symbol, []).append(field_id)
        with_digits = sorted((s for s in self._symbols if re.search(r"\d", s)), key=len)
        known = "|".join(map(re.escape, reversed(with_digits))) or "(?!)"
        self._pattern = re.compile(
            rf"(?P<label>(?:{known})(?=\s*[:=])|[^\s\d:=×]*?)(?P<said>\s*[:=]?)\s*"
            rf"(?P<amount>{_AMOUNT})(?P<spaced>\s(?=[^\s\d]))?"
            rf"(?P<unit>(?<!\s){_UNIT}|(?<=\s){_APART}|)"
            r"(?P<times>×\d{1,2}[台套]?(?!\d))?",
            re.IGNORECASE,
        )
        beside = (name for name in words.by_unit_beside if name not in words.by_unit)
        self._by_unit = [kind.field(name) for name in (*words.by_unit, *beside)]
        self._choices = [f for f in kind.fields if f.id in words.choices and f.id not in EXACT_ONLY]
        self._codes = {
            word: each
            for each in self._choices
            for word in words.choices[each.id]
            if _is_code(word)
        }
        either = "|".join(map(re.escape, sorted(self._codes, key=len, reverse=True))) or "(?!)"
        self._code = re.compile(rf"(?<![a-z0-9])(?:{either})(?![a-z0-9])", re.IGNORECASE)
        self._sides = [kind.field(name) for name in words.composite if name in words.by_unit]

    @property
    def driven(self) -> bool:
        """Whether the devices are driven by motors that a list may describe beside them."""
        return self._kind.id in TURNING

    @property
    def able(self) -> bool:
        """Whether the kind says how its quantities are written, or burns something."""
        return bool(self._symbols or self._by_unit or any(f.id == FUEL for f in self._choices))

    def read(self, text: str) -> Combined:
        """What a cell says; longer text is no list of quantities."""
        if text not in self._cache:
            self._cache[text] = self._read(text)
        return self._cache[text]

    def _read(self, text: str) -> Combined:
        combined = Combined()
        if len(text) > LONGEST:
            combined.left.append(text[:LONGEST])
            return combined
        one = capacity_in(text, self._kind)
        if one is not None:
            combined.found = {name: (Reading(value), text) for name, value in one.items()}
            return combined
        text = self._without_codes(text, combined)
        for segment in _STRONG.split(self._without_pairs(text)):
            plain = _TIMES.sub("×", unicodedata.normalize("NFKC", segment))
            self._segment(plain, combined)
        for field_id, others in self._kind.words.by_unit_beside.items():
            if field_id in combined.alone & combined.found.keys() and others.isdisjoint(
                combined.found
            ):
                combined.left.append(combined.found.pop(field_id)[1])
        return combined.settled()

    def _without_codes(self, text: str, combined: Combined) -> str:
        """The text without the codes of choices in it: Dyn11, D,yn11 have a number or a comma that
        is none of the list's."""

        def take(match: re.Match[str]) -> str:
            one = self._codes[fold(match[0])]
            combined.take(one.id, self._reader(one)(match[0]), match[0])
            return ";"

        return self._code.sub(take, text) if self._codes else text

    def _without_pairs(self, text: str) -> str:
        """P0/Pk=670/3650W as two quantities, where both names are known."""

        def apart(match: re.Match[str]) -> str:
            one, other = match["one"], match["other"]
            if not (self._named(one) and self._named(other)):
                return match[0]
            unit = match["unit"].strip()
            return f";{one}={match['first']}{match['own'] or unit};{other}={match['second']}{unit};"

        return _TWO.sub(apart, text) if "/" in text else text

    def _segment(self, text: str, combined: Combined) -> None:
        """What stands between two separators, one quantity or word after the other."""
        place = 0
        while place < len(text):
            if text[place] in _BETWEEN:
                place += 1
                continue
            quantity = self._pattern.match(text, place)
            end = self._quantity(quantity, combined) if quantity else None
            if end is None:
                word = _WORD.match(text, place)
                end = self._word(word, combined) if word else None
            if end is None:
                end = max(quantity.end() if quantity else 0, word.end() if word else 0, place + 1)
                combined.left.append(text[place:end].strip())
            place = end

    def _quantity(self, match: re.Match[str], combined: Combined) -> int | None:
        """Take a number; gives where it ends, None where it is not certain what it is of."""
        label, amount = match["label"], match["amount"]
        if label in _COUNTING and match["unit"] in ("台", "套"):
            return self._count(match, combined)
        fields = self._named(label) if label else self._by_unit
        for unit in _units(match["unit"]):
            whole = unit == match["unit"]
            if not unit and match["unit"] and not match["spaced"]:
                continue
            if not unit and match["said"].strip() == "" and len(label) == 1:
                continue  # H32 may be part of a name
            text = f"{amount}{unit}{match['times'] or '' if whole else ''}"
            if not (label or unit) and _HIGH_SIDE.fullmatch(amount) and len(self._sides) == 1:
                combined.take(self._sides[0].id, self._reader(self._sides[0])(text), amount)
                return match.end() if whole else match.start("unit") + len(unit)
            fitting = list(self._fitting(fields, label, text, unit))
            if len(fitting) == 1:
                combined.take(fitting[0][0], fitting[0][1], match[0].strip())
                if not label:
                    combined.alone.add(fitting[0][0])
                return match.end() if whole else match.start("unit") + len(unit)
        return None

    def _count(self, match: re.Match[str], combined: Combined) -> int | None:
        count = quantity_of(match["amount"] + match["unit"])
        if count is None or combined.count not in (None, count):
            return None
        combined.count = count
        return match.end()

    def _fitting(
        self, fields: Sequence[Field], label: str, text: str, unit: str
    ) -> Iterator[tuple[str, Reading]]:
        """The fields that a number may be of, by the unit, or by a name that needs none."""
        for each in fields:
            named = label and label not in self._kind.words.unit_needed
            if not (self._fits(each, label, unit) if unit else named):
                continue
            reading = self._reader(each)(text)
            if reading.value is None or reading.fault is not None:
                continue
            if label or self._large_enough(each, reading.value):
                yield each.id, reading

    def _fits(self, each: Field, label: str, unit: str) -> bool:
        factor = self._kind.words.unit_factor(each, unit)
        if factor is None or label:
            return factor is not None
        # 吨 alone may be a mass.
        return factor >= SMALLEST_FACTOR and not (each.unit == "t/h" and fold(unit) in ("t", "吨"))

    def _large_enough(self, each: Field, value: object) -> bool:
        return isinstance(value, (int, float)) and value >= self._kind.words.by_unit.get(each.id, 0)

    def _named(self, label: str) -> list[Field]:
        """The fields of a symbol as it is written (n is a speed, N a power), or of a name."""
        if label in self._symbols:
            return [self._kind.field(name) for name in self._symbols[label]]
        if len(label) == 1:
            return []
        match = match_heading(label, self._kind, self._kind.words)
        found = None if match is None else self._kind.field(match.field)
        return [found] if found is not None and found.type in _NUMBERS else []

    def _word(self, match: re.Match[str], combined: Combined) -> int | None:
        """燃煤, 燃料:煤: a word of the one choice that knows it."""
        label, word = match["label"], match["word"]
        if word is not None:
            said = match_heading(label, self._kind, self._kind.words)
            named = None if said is None else self._kind.field(said.field)
            fields = [named] if named is not None and named in self._choices else []
        else:
            word, fields = label, [f for f in self._choices if self._lists(f, fold(label))]
            if not fields and (burns := _BURNS.sub("", label)) != label:
                word = burns
                fields = [f for f in self._choices if f.id == FUEL and self._lists(f, fold(burns))]
        if len(fields) != 1 or not _HAN.search(word):
            return None
        reading = self._reader(fields[0])(word)
        if reading.value is None:
            return None
        combined.take(fields[0].id, reading, word)
        return match.end()

    def _lists(self, one: Field, folded: str) -> bool:
        words = self._kind.words
        implied = words.implies.get(one.id, {}).get(folded)
        return (
            folded in words.choices[one.id]
            or folded in words.ambiguous.get(one.id, {})
            or (implied is not None and implied.value is not None)
        )

    def _reader(self, one: Field) -> CellReader:
        if one.id not in self._readers:
            column = Column(one, None, self._kind.words, self._today, kind=self._kind)
            self._readers[one.id] = reader_of(column)
        return self._readers[one.id]


def _is_code(word: str) -> bool:
    """Dyn11, and no word of a language."""
    code = len(word) >= _SHORTEST_CODE and word.isascii() and word[0].isalpha()
    return code and any(letter.isdigit() for letter in word)


def _units(run: str) -> Iterator[str]:
    """What may be the unit of a run of letters: all of it, or what stands before the next thing
    (m3/h扬程, kW-4P, MW/天然气)."""
    yield run
    shorter = run.rstrip(_BETWEEN)
    if shorter != run:
        yield shorter
    for place in range(min(len(run) - 1, LONGEST_UNIT), 0, -1):
        if _HAN.match(run, place) and not _HAN.match(run, place - 1):
            yield run[:place]
            if run[place - 1] in _BETWEEN:
                yield run[:place].rstrip(_BETWEEN)
    if run:
        yield ""
