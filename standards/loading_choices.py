"""The English words of choices, from ``library/choices_en.toml``: shown, never stored."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from standards.kinds import Field
from standards.strict import Entry, read_toml

NAME = "choices_en.toml"
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


@dataclass(frozen=True)
class ChoiceWords:
    """Words that kinds share, and by the id of a field those that differ there."""

    shared: Mapping[str, str]
    by_field: Mapping[str, Mapping[str, str]]

    def of(self, field: Field, choice: str) -> str | None:
        """The word of a choice; a code that reads alike in both languages is its own."""
        own = self.by_field.get(field.id, {}).get(choice) or self.shared.get(choice)
        if own is None and not field.labels and not CHINESE.search(choice):
            return choice
        return own


def load_choice_words(root: Path) -> ChoiceWords:
    """The words of a library.

    Raises: LibraryError naming file and key, also where a word is not English.
    """
    if not (root / NAME).exists():
        return ChoiceWords({}, {})
    top = read_toml(root / NAME, root)
    shared = _words(top.entry("words"))
    tables = top.entry("fields")
    by_field = {} if tables is None else {n: _words(tables.entry(n)) for n in tables.names()}
    top.finish()
    return ChoiceWords(shared, by_field)


def _words(entry: Entry | None) -> dict[str, str]:
    """A table of choice → English word."""
    if entry is None:
        return {}
    words = {choice: entry.text(choice) for choice in entry.names()}
    for choice, word in words.items():
        if CHINESE.search(word):
            raise entry.fail(choice, "须为英文", "must be English", "choice", word)
    return words


def read_own_words(entry: Entry, choices: Iterable[str]) -> dict[str, str]:
    """What a field itself says in ``choices_en``: words of its choices."""
    table = entry.entry("choices_en")
    words = _words(table)
    for choice in words:
        if choice not in choices:
            raise entry.fail(
                f"choices_en.{choice}", "须为该字段的选项", "must be a choice", "choice", choice
            )
    return words


def in_english(field: Field, own: Mapping[str, str], words: ChoiceWords) -> Field:
    """The field with the words of its choices.

    A choice without one is shown in Chinese, but see ``refuse_untold``.
    """
    names = zip(field.choices, field.labels or field.choices, strict=True)
    told = tuple(own.get(c) or words.of(field, c) or name for c, name in names)
    return replace(field, choices_en=told)


def refuse_untold(entry: Entry, fields: Iterable[Field]) -> None:
    """In the library every choice has an English word; an office's own kinds may lack them."""
    for field in fields:
        for choice, word in zip(field.choices, field.choices_en, strict=True):
            if CHINESE.search(word):
                key = f"field[{field.id}].choices_en.{choice}"
                raise entry.fail(key, "缺少英文说法", "has no English word", "missing", choice)
