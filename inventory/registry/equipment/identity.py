"""How a device is recognised again."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from inventory.core.searchtext import text_of
from standards import Kind

# What a device has been told apart by where the numbers of its kind are blank.
COMMON_NUMBERS = ("registration_no", "device_code", "serial_no")


def canonical(value: object) -> str:
    """Codes compare without case, width and spaces; nothing else is forgiven."""
    text = str(value)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return "".join(text.upper().split())


def identities(kind: Kind, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(scheme, value) of every identity that these facts carry, in the kind's order."""
    found = []
    for scheme in kind.identity:
        parts = [facts.get(field) for field in scheme]
        if None not in parts and "" not in parts:
            found.append(("+".join(scheme), "|".join(map(canonical, parts))))
    return found


def fingerprint(kind: str, enterprise: int, facts: str, occurrence: int) -> str:
    """Digest of a ledger row (`facts` as canonical JSON); the n-th identical row of a file is a
    device of its own."""
    text = f'["{kind}",{enterprise},{facts},{occurrence}]'
    return hashlib.sha256(text.encode()).hexdigest()


def numbers(kind: Kind) -> Sequence[str]:
    """The fields of the numbers that people call a device by, first of all its registration's."""
    return _numbers(kind.printed.registration, kind.printed.serial)


@lru_cache(maxsize=256)
def _numbers(registration: tuple[str, ...], serial: tuple[str, ...]) -> Sequence[str]:
    return tuple(dict.fromkeys((*registration, *serial, *COMMON_NUMBERS)))


def identifier(kind: Kind, facts: Mapping[str, Any]) -> str:
    """The number that people call the device by."""
    return next((str(facts[field]) for field in numbers(kind) if facts.get(field)), "")


# Every number that a search finds a device by, of whatever kind.
SEARCHED = (*COMMON_NUMBERS, "plate_no", "vin", "env_registration_no")


def search_text(facts: Mapping[str, Any], named: str) -> str:
    """What a device is found by: name, model, the number it is called by (`named`), all others."""
    fields = ("name", "model", *SEARCHED)
    return text_of([named, *(facts.get(field) for field in fields)])


class Described(NamedTuple):
    """What lists, searches and other ledgers know a device by: it follows from its facts alone."""

    identifier: str
    search: str
    numbers: list[tuple[str, str]]


def described(kind: Kind, facts: Mapping[str, Any]) -> Described:
    """All that a device is known by."""
    named = identifier(kind, facts)
    return Described(named, search_text(facts, named), identities(kind, facts))
