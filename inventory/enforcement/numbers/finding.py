"""Documents by their number, in whatever brackets and however much of it is typed."""

from __future__ import annotations

from typing import Any

from peewee import Expression, ModelSelect, fn

from inventory.core.finding import Asked, Serial
from inventory.core.searchtext import contains, folded
from inventory.people.enterprises.models import Enterprise


def named(model: Any, asked: Asked) -> Expression:
    """Whether a numbered document has the number, or is about an enterprise that is so called."""
    if asked.serial is not None:
        return _serial(model, asked.serial)
    within = contains(fn.LOWER(model.number_text), asked.term)
    return within | Enterprise.id.in_(called(asked))


def _serial(model: Any, serial: Serial) -> Expression:
    condition = (model.year == serial.year) & (model.number == serial.number)
    if serial.word:
        condition &= contains(fn.LOWER(model.number_text), serial.word)
    return condition


def called(asked: Asked) -> ModelSelect:
    """The enterprises with what was typed in their name or code."""
    other = Enterprise.alias()
    return other.select(other.id).where(contains(other.search, asked.term))


def is_number(asked: Asked, number_text: str | None) -> bool:
    """Whether the whole number was typed, the agency's word and all."""
    if not number_text:
        return False
    if asked.term == folded(number_text):
        return True
    own = Asked(number_text).serial
    return asked.serial is not None and asked.serial == own
