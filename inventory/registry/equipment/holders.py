"""What rests on devices that an import brought, and so keeps the import from being taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from inventory.core.registries import Registry


@dataclass(frozen=True)
class Imported:
    """The devices of an import: all that it wrote, those that it created, and when it came."""

    devices: Sequence[int]
    created: Sequence[int]
    since: datetime


@dataclass(frozen=True)
class Hold:
    """One thing that rests on a device; the sentences go on from “device 7: …”."""

    equipment: int
    code: str
    message: str
    message_en: str


Holder = Callable[[Imported], Iterable[Hold]]
holders: Registry[Holder] = Registry("holders of imported devices")
