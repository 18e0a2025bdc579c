"""The words of kinds (``[words]`` of ``kinds/*.toml``).

A word for a field or choice that there is not, or one word for two of them, is refused with file
and key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TypeVar

from standards.kinds import Field
from standards.loading_units import Units, spellings_of, tables_of
from standards.strict import Entry
from standards.words import (
    CODES,
    COMPOSITES,
    FRACTIONS,
    FUTURES,
    GUESSES,
    OWN,
    SYNONYM,
    WEAK,
    Implication,
    Target,
    Words,
    fold,
    heading_key,
)

T = TypeVar("T")
Lists = Mapping[str, tuple[str, ...]]
_ALTERNATIVES = re.compile(r"\{([^{}]*)\}")
MOST_COMPOSED = 1_000
"""How many headings one composed entry may stand for."""


@dataclass(frozen=True)
class Said:
    """The words of one file, folded; ``headings`` and ``weak`` give the field of a heading."""

    names: tuple[str, ...]
    ignored: frozenset[str]
    blanks: frozenset[str]
    codes: Mapping[str, str]
    yesno: Mapping[str, bool]
    answers: Mapping[str, Mapping[str, bool]]
    future: Mapping[str, str]
    fraction: Mapping[str, str]
    composite: Mapping[str, str]
    counters: Lists
    headings: Mapping[str, str]
    weak: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    ambiguous: Mapping[str, Lists]
    implies: Mapping[str, Mapping[str, Implication]]
    symbols: Lists
    unit_needed: tuple[str, ...]
    by_unit: Mapping[str, float]
    by_unit_beside: Lists
    combined: frozenset[str]
    sized_by: str | None
    sizes: frozenset[str]
    of_others: tuple[str, ...]
    of_parts: tuple[str, ...]
    guesses: Lists
    day_words: Lists
    no_day_words: Lists
    asked: tuple[str, ...]
    bought: frozenset[str]
    installed: frozenset[str]
    leading: Mapping[str, frozenset[str]]
    pairs: Lists
    spellings: Units


def read_said(top: Entry, fields: Mapping[str, Field]) -> Said:
    """``[words]`` of one file, about these fields.

    Raises: LibraryError naming file and key.
    """
    entry = top.entry("words") or Entry({}, top.file, top.name("words"), (*top.path, "words"))
    said = Said(
        names=entry.texts("names"),
        ignored=_all_composed(entry, "ignored") - {""},
        blanks=frozenset(map(fold, entry.texts("blanks"))),
        codes=_choices_of(entry, "codes", fields, CODES),
        yesno=_yesno(entry),
        answers=_by_field(entry, "answers", fields, _answers),
        future=_choices_of(entry, "future", fields, FUTURES),
        fraction=_choices_of(entry, "fraction", fields, FRACTIONS),
        composite=_choices_of(entry, "composite", fields, COMPOSITES),
        counters=_by_field(entry, "counters", fields, _folded_list),
        headings=_headings(entry, "headings", fields),
        weak=_headings(entry, "weak_headings", fields),
        choices=_by_choice_field(entry, "choices", fields, _choice_words),
        ambiguous=_by_choice_field(entry, "ambiguous", fields, _ambiguous),
        implies=_implies(entry, fields),
        symbols=_by_field(entry, "symbols", fields, Entry.texts),
        unit_needed=entry.texts("unit_needed"),
        by_unit=_by_field(entry, "by_unit", fields, Entry.number),
        by_unit_beside=_beside(entry, fields),
        combined=_all_composed(entry, "combined"),
        sized_by=_sized_by(entry, fields),
        sizes=_all_composed(entry, "sizes"),
        of_others=entry.texts("of_others"),
        of_parts=entry.texts("of_parts"),
        guesses=_guesses(entry),
        day_words=_by_field(entry, "day_words", fields, Entry.texts),
        no_day_words=_by_field(entry, "no_day_words", fields, Entry.texts),
        asked=tuple(map(fold, entry.texts("asked"))),
        bought=_all_composed(entry, "bought"),
        installed=_all_composed(entry, "installed"),
        leading=_by_field(entry, "leading", fields, _all_composed),
        pairs=_pairs(entry),
        spellings=_by_choice_field(
            entry, "spellings", fields, lambda sub, _: dict(spellings_of(sub))
        ),
    )
    entry.finish()
    return said


def _known(
    entry: Entry, key: str, names: Collection[str], fields: Mapping[str, Field]
) -> Collection[str]:
    for name in names:
        if name not in fields:
            raise entry.fail(f"{key}.{name}", "没有此字段", "there is no such field", "field", name)
    return names


def _yesno(entry: Entry) -> dict[str, bool]:
    yes, no = ({fold(word) for word in entry.texts(key)} for key in ("yes", "no"))
    if both := yes & no:
        word = sorted(both)[0]
        raise entry.fail("no", f"“{word}”两处都有", f"{word!r} means yes as well", "duplicate")
    return {**dict.fromkeys(yes, True), **dict.fromkeys(no, False)}


def _answers(table: Entry, name: str) -> dict[str, bool]:
    """What answers one question of yes or no; a last ``*`` stands for any end."""
    sub = table.entry(name)
    if sub is None:
        return {}
    found = _yesno(sub)
    sub.finish()
    return found


def _by_field(
    entry: Entry, key: str, fields: Mapping[str, Field], read: Callable[[Entry, str], T]
) -> dict[str, T]:
    table = entry.entry(key)
    if table is None:
        return {}
    found = {name: read(table, name) for name in _known(entry, key, table.names(), fields)}
    table.finish()
    return found


def _choices_of(
    entry: Entry, key: str, fields: Mapping[str, Field], allowed: Collection[str]
) -> dict[str, str]:
    return _by_field(entry, key, fields, lambda table, name: table.choice(name, allowed))


def _beside(entry: Entry, fields: Mapping[str, Field]) -> dict[str, tuple[str, ...]]:
    """Fields that a unit tells only beside one of the fields named for each."""

    def named(table: Entry, name: str) -> tuple[str, ...]:
        return tuple(_known(table, name, table.texts(name), fields))

    return _by_field(entry, "by_unit_beside", fields, named)


def _sized_by(entry: Entry, fields: Mapping[str, Field]) -> str | None:
    field = entry.text_or_none("sized_by")
    if field is not None:
        _known(entry, "sized_by", (field,), fields)
    return field


def _guesses(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Words of headings, by what they make of what stands below."""
    table = entry.entry("guesses")
    if table is None:
        return {}
    found = {name: table.texts(name) for name in GUESSES}
    table.finish()
    return found


def _pairs(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Heading → the two headings that it stands for."""
    table = entry.entry("pairs")
    if table is None:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for text in table.names():
        sides = table.texts(text)
        if len(sides) != 2:
            raise table.fail(text, "须为两个表头", "must be two headings", "pair")
        found.update((heading_key(each), sides) for each in _composed(entry, "pairs", "", text))
    table.finish()
    return found


def _folded_list(table: Entry, name: str) -> tuple[str, ...]:
    return tuple(map(fold, table.texts(name)))


def _headings(entry: Entry, key: str, fields: Mapping[str, Field]) -> dict[str, str]:
    """heading → field; one heading stands for one field."""
    found: dict[str, str] = {}
    for field, texts in _by_field(entry, key, fields, Entry.texts).items():
        for text in (each for written in texts for each in _composed(entry, key, field, written)):
            if found.setdefault(heading_key(text), field) != field:
                raise entry.fail(
                    f"{key}.{field}",
                    f"“{text}”也是别的字段",
                    f"{text!r} is another field too",
                    "duplicate",
                    text,
                )
    return found


def _all_composed(entry: Entry, key: str) -> frozenset[str]:
    """The headings of a list that is of no one field."""
    return frozenset(
        heading_key(text) for each in entry.texts(key) for text in _composed(entry, key, "", each)
    )


def _composed(entry: Entry, key: str, field: str, text: str) -> Iterator[str]:
    """The headings that an entry stands for: 投运{日期|时间} for two, {|设备}型号 for two."""
    parts = _ALTERNATIVES.split(text)
    options = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    count = prod(map(len, options))
    if count > MOST_COMPOSED:
        raise entry.fail(
            f"{key}.{field}" if field else key,
            f"“{text}”代表 {count} 个表头，最多 {MOST_COMPOSED} 个",
            f"{text!r} stands for {count} headings; the most is {MOST_COMPOSED}",
            "too_many",
            text,
        )
    return map("".join, product(*options))


def _by_choice_field(
    entry: Entry, key: str, fields: Mapping[str, Field], read: Callable[[Entry, Field], T]
) -> dict[str, T]:
    def of_field(table: Entry, name: str) -> T:
        sub = table.entry(name)
        assert sub is not None  # the name is one of its keys
        found = read(sub, fields[name])
        sub.finish()
        return found

    return _by_field(entry, key, fields, of_field)


def _choice_words(entry: Entry, field: Field) -> dict[str, str]:
    """word → choice. The choices themselves always win."""
    found: dict[str, str] = {}
    for choice in entry.names():
        _refuse_other(entry, choice, field, choice)
        for word in entry.texts(choice):
            if found.setdefault(fold(word), choice) != choice:
                raise entry.fail(
                    choice,
                    f"“{word}”也是别的选项",
                    f"{word!r} is another choice too",
                    "duplicate",
                    word,
                )
    return found


def _ambiguous(entry: Entry, field: Field) -> dict[str, tuple[str, ...]]:
    """word → the choices that it may mean."""
    found = {word: entry.texts(word) for word in entry.names()}
    for word, options in found.items():
        for choice in options:
            _refuse_other(entry, word, field, choice)
    return {fold(word): options for word, options in found.items()}


def _refuse_other(entry: Entry, key: str, field: Field, choice: object) -> None:
    if choice not in field.choices:
        raise entry.fail(key, f"没有选项“{choice}”", f"no choice {choice!r}", "choice", choice)


def _implies(entry: Entry, fields: Mapping[str, Field]) -> dict[str, dict[str, Implication]]:
    def of_field(table: Entry, name: str) -> dict[str, Implication]:
        sub = table.entry(name) or Entry({}, table.file, table.name(name), (*table.path, name))
        found = tables_of(sub)
        return {fold(word): _implication(said, fields[name], fields) for word, said in found}

    return _by_field(entry, "implies", fields, of_field)


def _implication(entry: Entry, field: Field, fields: Mapping[str, Field]) -> Implication:
    value = entry.text_or_none("value")
    if value is not None:
        _refuse_other(entry, "value", field, value)
    others: dict[str, object] = {}
    for name in entry.names():
        if name not in fields:
            raise entry.fail(name, "没有此字段", "there is no such field", "field")
        other = fields[name]
        others[name] = _said(entry, name, other)
        if other.type == "choice":
            _refuse_other(entry, name, other, others[name])
    return Implication(value, others)


def _said(entry: Entry, name: str, other: Field) -> object:
    """A value that a word implies, in the type of its field."""
    if other.type == "yesno":
        return entry.flag(name)
    if other.type in ("number", "integer"):
        number = entry.number(name)
        return int(number) if number == int(number) else number
    return entry.text(name)


def words_of(
    names: tuple[str, ...], fields: Collection[Field], common: Said, own: Said, units: Units
) -> Words:
    """The words of a kind: its own before the common ones. ``names`` where its file has none."""
    used = {field.unit for field in fields}
    return Words(
        names=own.names or names,
        headings=_targets(fields, common, own),
        ignored=common.ignored | own.ignored,
        blanks=common.blanks | own.blanks,
        codes={**common.codes, **own.codes},
        yesno={**common.yesno, **own.yesno},
        answers={**common.answers, **own.answers},
        future={**common.future, **own.future},
        fraction={**common.fraction, **own.fraction},
        counters={k: frozenset(v) for k, v in {**common.counters, **own.counters}.items()},
        composite={**common.composite, **own.composite},
        choices={field.id: _choices(field, common, own) for field in fields if field.choices},
        ambiguous={**common.ambiguous, **own.ambiguous},
        implies={**common.implies, **own.implies},
        units={unit: spellings for unit, spellings in units.items() if unit in used},
        symbols={**common.symbols, **own.symbols},
        unit_needed=frozenset((*common.unit_needed, *own.unit_needed)),
        by_unit={**common.by_unit, **own.by_unit},
        by_unit_beside={k: frozenset(v) for k, v in own.by_unit_beside.items()},
        combined=common.combined | own.combined,
        sized_by=own.sized_by,
        sizes=common.sizes | own.sizes,
        of_others=common.of_others + own.of_others,
        of_parts=common.of_parts + own.of_parts,
        guesses={g: common.guesses.get(g, ()) + own.guesses.get(g, ()) for g in GUESSES},
        day_words={**common.day_words, **own.day_words},
        no_day_words={**common.no_day_words, **own.no_day_words},
        asked=common.asked + own.asked,
        bought=common.bought | own.bought,
        installed=common.installed | own.installed,
        leading={**common.leading, **own.leading},
        pairs={**common.pairs, **own.pairs},
        spellings={**common.spellings, **own.spellings},
    )


def _targets(fields: Collection[Field], common: Said, own: Said) -> dict[str, Target]:
    """All heading words of a kind: its own win over common ones, stronger over weaker."""
    found: dict[str, Target] = {}
    for headings, rank in (
        (common.weak, WEAK),
        (own.weak, WEAK),
        (common.headings, SYNONYM),
        (own.headings, SYNONYM),
    ):
        found |= {text: Target(field, rank) for text, field in headings.items()}
    for field in fields:
        for text in (field.heading_en, field.heading_zh, field.id):
            found[heading_key(text)] = Target(field.id, OWN)
    return found


def _choices(field: Field, common: Said, own: Said) -> dict[str, str]:
    return {
        **common.choices.get(field.id, {}),
        **own.choices.get(field.id, {}),
        **{fold(choice): choice for choice in field.choices},
    }
