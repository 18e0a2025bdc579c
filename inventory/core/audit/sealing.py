"""The trail's signature: each hash signed with a key that is not in the database.

A trail from before is kept as it is: the first signed event covers it, for its hash covers every
event before. The file of keys says from which event on signatures must stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory.core import keys

PURPOSE = "audit"


@dataclass(frozen=True)
class Signature:
    """The name of a key, and what it made of a hash."""

    key_id: str
    mac: str


def sign(hash_: str) -> Signature:
    """The present key's signature."""
    key = keys.current().id
    return Signature(key, keys.sign(key, PURPOSE, hash_))


def is_right(signature: Signature, hash_: str) -> bool | None:
    """Whether a signature is right; None where its key is not at hand."""
    try:
        return keys.sign(signature.key_id, PURPOSE, hash_) == signature.mac
    except keys.KeyMissing:
        return None


def begins() -> int | None:
    """From which event on the trail must be signed."""
    seals = keys.ring().seals
    return seals[-1].event if seals else None
