"""What a search compares: text without case, width, dashes and blanks.

A row keeps its text so folded in a column `search`; a trigram index finds any part of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from peewee import Expression, Field, fn

from inventory.core.database import is_postgres

# An index of three characters at a time knows nothing shorter.
SHORTEST = 3
# Between the parts of a text; no search term can have it, so none reaches over two parts.
BETWEEN = "\n"
# Minus, modifier and box-drawing signs that people type for a dash but Unicode calls no dash.
DASHES = "_−˗─━・·"


def folded(text: str) -> str:
    """The text as it is compared: `Ｓ７－３１５／１０` and `s7 315/10` are both `s7315/10`."""
    if text.isascii():
        return "".join(text.lower().replace("-", "").replace("_", "").split())
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in text if not _passed_over(char))


def _passed_over(char: str) -> bool:
    return char.isspace() or char in DASHES or unicodedata.category(char) in {"Pd", "Cc", "Cf"}


def text_of(parts: Iterable[object]) -> str:
    """What a row can be found by: each of its parts once."""
    texts = (folded(str(part)) for part in parts if part not in (None, ""))
    return BETWEEN.join(dict.fromkeys(text for text in texts if text))


def contains(column: Field, term: str) -> Expression:
    """Whether a folded column has a folded term in it, character by character."""
    find = fn.STRPOS if is_postgres() else fn.INSTR
    return find(column, term) > 0
