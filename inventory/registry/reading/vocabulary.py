"""The words of ledgers: headings, units, choices and their synonyms, from ``vocabulary/*.toml``.

Loaded strictly against the library's kinds: a word for a field or choice that does not exist, or
one word for two fields, is refused with file and key.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from standards import Field, Kind

FOLDER = Path(__file__).resolve().parent / "vocabulary"

# Ranks of a heading: the library's own, a usual synonym, one that also means other things.
OWN, SYNONYM, WEAK = 0, 1, 2

_SPACE = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\s_\-.·:;*/\\'\"()\[\]{}<>,、。|~“”‘’《》【】〔〕—–]+")
_TABLES = {
    "words",
    "ignored",
    "blanks",
    "codes",
    "yes",
    "no",
    "future",
    "fraction",
    "counters",
    "composite",
    "headings",
    "weak_headings",
    "choices",
    "ambiguous",
    "implies",
}


class VocabularyError(ValueError):
    """A vocabulary file contradicts the library or itself; says which file and key."""


def fold(text: str) -> str:
    """Text as it is compared: full-width to half-width, lower case, no spaces."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).lower()


def heading_key(text: str) -> str:
    """A heading as it is compared: folded and without punctuation."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


@dataclass(frozen=True, slots=True)
class Target:
    """What a heading stands for: a field, and how surely."""

    field: str
    rank: int


@dataclass(frozen=True, slots=True)
class Implication:
    """A cell that says two things: the value of its own field and values of others."""

    value: str
    others: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one kind (common words included), all keys folded."""

    words: tuple[str, ...]
    headings: Mapping[str, Target]
    ignored: frozenset[str]
    blanks: frozenset[str]
    codes: frozenset[str]
    yesno: Mapping[str, bool]
    future: Mapping[str, str]
    fraction: Mapping[str, str]
    counters: Mapping[str, frozenset[str]]
    composite: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    ambiguous: Mapping[str, Mapping[str, tuple[str, ...]]]
    implies: Mapping[str, Mapping[str, Implication]]
    units: Mapping[str, Mapping[str, Decimal]]

    def unit_factor(self, field: Field, unit: str) -> Decimal | None:
        """Factor from ``unit`` (as written) to the field's unit; None where it is not known."""
        folded = fold(unit)
        if field.unit is not None:
            return self.units.get(field.unit, {}).get(folded)
        return Decimal(1) if folded in self.counters.get(field.id, ()) else None


def _read(name: str) -> dict[str, object]:
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        tables = tomllib.load(file)
    unknown = set(tables) - _TABLES
    if name != "units" and unknown:
        raise VocabularyError(f"{path.name}: unknown key {sorted(unknown)[0]}")
    return tables


@lru_cache(maxsize=1)
def units() -> Mapping[str, Mapping[str, Decimal]]:
    """Unit of a field -> spelling (folded) -> exact factor into that unit."""
    return {
        unit: {fold(spelling): Decimal(factor) for spelling, factor in spellings.items()}
        for unit, spellings in _read("units").items()
    }


@lru_cache(maxsize=64)
def vocabulary_of(kind: Kind) -> Vocabulary:
    """The vocabulary of one kind, checked against it.

    Raises VocabularyError naming file and key.
    """
    common, own = _read("common"), _read(kind.id)
    fields = {field.id: field for field in kind.fields}
    _check_fields(f"{kind.id}.toml", own, fields)
    return Vocabulary(
        words=tuple(own.get("words", ())) or (kind.name_zh, kind.name_en.lower()),
        headings=_headings(kind, common, own),
        ignored=frozenset(map(heading_key, [*common["ignored"], *own.get("ignored", ())])) - {""},
        blanks=frozenset(map(fold, common["blanks"])),
        codes=frozenset(common["codes"]),
        yesno={
            **{fold(word): True for word in common["yes"]},
            **{fold(word): False for word in common["no"]},
        },
        future=common["future"],
        fraction=common["fraction"],
        counters={key: frozenset(map(fold, words)) for key, words in common["counters"].items()},
        composite=common["composite"],
        choices={
            field.id: _choices(f"{kind.id}.toml", field, common, own)
            for field in kind.fields
            if field.type == "choice"
        },
        ambiguous={
            field: {fold(word): tuple(options) for word, options in table.items()}
            for field, table in own.get("ambiguous", {}).items()
        },
        implies={
            field: {
                fold(word): Implication(
                    str(said["value"]), {key: v for key, v in said.items() if key != "value"}
                )
                for word, said in table.items()
            }
            for field, table in own.get("implies", {}).items()
        },
        units=units(),
    )


def _check_fields(file: str, own: Mapping, fields: Mapping[str, Field]) -> None:
    for table in ("headings", "weak_headings", "choices", "ambiguous", "implies"):
        for field in own.get(table, {}):
            if field not in fields:
                raise VocabularyError(f"{file}: {table}.{field}: the kind has no such field")


def _headings(kind: Kind, common: Mapping, own: Mapping) -> dict[str, Target]:
    """All heading words of a kind. Its own words win over common ones, stronger over weaker."""
    found: dict[str, Target] = {}
    for table, rank in (("weak_headings", WEAK), ("headings", SYNONYM)):
        for source in (common, own):
            _add_headings(found, f"{kind.id}.toml: {table}", source.get(table, {}), rank, kind)
    for field in kind.fields:
        for text in (field.heading_en, field.heading_zh, field.id):
            found[heading_key(text)] = Target(field.id, OWN)
    return found


def _add_headings(
    found: dict[str, Target], where: str, table: Mapping[str, Iterable[str]], rank: int, kind: Kind
) -> None:
    ids = {field.id for field in kind.fields}
    added: dict[str, str] = {}
    for field, texts in table.items():
        if field not in ids:
            continue
        for text in texts:
            key = heading_key(text)
            if added.setdefault(key, field) != field:
                raise VocabularyError(f"{where}: '{text}' stands for {added[key]} and {field}")
            found[key] = Target(field, rank)


def _choices(file: str, field: Field, common: Mapping, own: Mapping) -> dict[str, str]:
    """Folded word -> choice. The choices themselves always win."""
    found: dict[str, str] = {}
    for source in (common, own):
        for choice, words in source.get("choices", {}).get(field.id, {}).items():
            if choice not in field.choices:
                raise VocabularyError(f"{file}: choices.{field.id}: '{choice}' is not a choice")
            for word in words:
                if found.setdefault(fold(word), choice) != choice:
                    raise VocabularyError(
                        f"{file}: choices.{field.id}: '{word}' stands for two choices"
                    )
    return {**found, **{fold(choice): choice for choice in field.choices}}
