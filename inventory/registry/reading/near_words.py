"""Unlisted words: the nearest choices, and reading with words that a person has explained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from standards.words import Words, fold

if TYPE_CHECKING:
    from standards import Kind, Library

# Longer text is a sentence, not a word.
LONGEST = 40
MOST_OFFERED = 3
# How alike two words must be to be offered: one character of three the same.
ALIKE = 0.34
OTHER = "其他"
# 煤改气 is gas now, or is to be.
_TURNED = re.compile(r".*[改转换](?:造?为|成|用|烧)?(.+)")
# (kind, field) -> folded word -> choice.
Learned = Mapping[tuple[str, str], Mapping[str, str]]


def near(kind: Kind, field_id: str, text: str) -> list[str]:
    """The choices whose words come nearest to a text, the nearest first; what it may mean by the
    library's own word for it goes before, and what stands for all else comes last.
    """
    folded = fold(text)[:LONGEST]
    words = kind.words.choices.get(field_id, {})
    listed = _listed(kind.words, field_id, folded)
    best: dict[str, float] = dict.fromkeys(kind.field(field_id).choices, 0.0)
    for word, choice in words.items():
        alike = SequenceMatcher(None, folded, word, autojunk=False).ratio()
        best[choice] = max(alike, best.get(choice, 0.0))
    ranked = sorted(best, key=lambda choice: -best[choice])
    offered = [choice for choice in ranked if best[choice] >= ALIKE]
    found = list(dict.fromkeys((*listed, *offered)))
    return other_last(found[: max(MOST_OFFERED, len(listed))])


def _listed(words: Words, field_id: str, folded: str) -> Sequence[str]:
    """What a word may mean by the library; of 煤改气, what it is turned into."""
    turned = _TURNED.fullmatch(folded)
    said = turned[1] if turned else folded
    options = words.ambiguous.get(field_id, {})
    known = words.choices.get(field_id, {}).get(said) if turned else None
    return options.get(folded) or options.get(said) or ((known,) if known else ())


def other_last(choices: Iterable[str]) -> list[str]:
    """Choices as they stand, but for the one that says only that it is none of the others."""
    return sorted(choices, key=lambda choice: choice == OTHER)


def with_words(library: Library, learned: Learned) -> Library:
    """The library with words that people have explained; a choice itself keeps its meaning."""
    if not learned:
        return library
    kinds = dict(library.kinds)
    for (kind_id, field_id), words in learned.items():
        kind = kinds.get(kind_id)
        if kind is not None and field_id in kind.words.choices:
            kinds[kind_id] = replace(kind, words=_taught(kind.words, field_id, words))
    return replace(library, kinds=kinds)


def _taught(words: Words, field_id: str, told: Mapping[str, str]) -> Words:
    """What was told goes before synonyms, before words of several meanings and implications."""
    known = words.choices[field_id]
    taught = {word: choice for word, choice in told.items() if choice in known.values()}
    own = {word: choice for word, choice in known.items() if word == fold(choice)}
    left = {word: v for word, v in words.ambiguous.get(field_id, {}).items() if word not in taught}
    return replace(
        words,
        choices={**words.choices, field_id: {**known, **taught, **own}},
        ambiguous={**words.ambiguous, field_id: left},
    )
