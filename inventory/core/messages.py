"""The catalogue of what may be refused: each band's messages.toml, code → Chinese and English.

The files are read as data, so that a message stands beside the band that gives it and no band is
imported from below.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BANDS = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Text:
    """One message with its remedy, in both languages; `{names}` stand for values."""

    code: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str

    def filled(self, values: Mapping[str, object]) -> Text:
        """The same message with its `{names}` filled in."""
        zh, en, remedy_zh, remedy_en = (
            part.format_map(values) for part in (self.zh, self.en, self.remedy_zh, self.remedy_en)
        )
        return Text(self.code, zh, en, remedy_zh, remedy_en)


@cache
def catalogue() -> dict[str, Text]:
    """Every message by its key, `domain.name`.

    Raises ValueError for a key that stands in two bands, TypeError for a text that is missing.
    """
    found: dict[str, Text] = {}
    for path in sorted(BANDS.glob("*/messages.toml")):
        for domain, texts in tomllib.loads(path.read_text("utf-8")).items():
            for name, entry in texts.items():
                key = f"{domain}.{name}"
                if key in found:
                    raise ValueError(f"{path}: {key} stands in another band too")
                found[key] = Text(**{"code": name, **entry})
    return found


@dataclass(frozen=True)
class Sentence:
    """One sentence in both languages."""

    zh: str
    en: str


@cache
def sentences() -> dict[str, Sentence]:
    """Every sentence of the bands' sentences.toml by its key, `domain.name`."""
    return {
        f"{domain}.{name}": Sentence(**entry)
        for path in sorted(BANDS.glob("*/sentences.toml"))
        for domain, entries in tomllib.loads(path.read_text("utf-8")).items()
        for name, entry in entries.items()
    }


def joined(parts: Iterable[Sentence | str], zh: str = "、", en: str = ", ") -> Sentence:
    """Parts one after the other, with the sign that each language puts between them."""
    found = [Sentence(it, it) if isinstance(it, str) else it for it in parts]
    return Sentence(zh.join(it.zh for it in found), en.join(it.en for it in found))


def sentence(key: str, /, **values: object) -> Sentence:
    """The sentence `key` with its `{names}` filled in; a Sentence as a value gives each its own."""
    text = sentences()[key]
    return Sentence(
        text.zh.format(**{k: v.zh if isinstance(v, Sentence) else v for k, v in values.items()}),
        text.en.format(**{k: v.en if isinstance(v, Sentence) else v for k, v in values.items()}),
    )
