"""Which settings the page may change: those whose worst value locks nobody out and opens nothing.

Addresses, paths, secrets, single sign-on and what networks are reached stay with the operator.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from inventory.core.errors import Invalid

AT_ONCE, NIGHT = "at_once", "night"
ADDRESS = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?", re.ASCII)


@dataclass(frozen=True)
class Number:
    """A whole number between two others; `effect` is when a change shows."""

    least: int
    most: int
    effect: str = AT_ONCE

    type = "number"

    def read(self, name: str, text: str) -> int:
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII):
            raise Invalid.of("configuration.no_number", text=text)
        number = int(text)
        if not self.least <= number <= self.most:
            raise Invalid.of(
                "configuration.out_of_bounds", name=name, least=self.least, most=self.most
            )
        return number


@dataclass(frozen=True)
class Switch:
    effect: str = AT_ONCE
    least: int | None = None
    most: int | None = None

    type = "switch"

    def read(self, name: str, text: str) -> bool:
        if text not in ("True", "False"):
            raise Invalid.of("configuration.no_switch", text=text)
        return text == "True"


@dataclass(frozen=True)
class Address:
    effect: str = AT_ONCE
    least: int | None = None
    most: int | None = None

    type = "address"

    def read(self, name: str, text: str) -> str:
        if text and not ADDRESS.fullmatch(text):
            raise Invalid.of("configuration.no_address", text=text)
        return text


Kind = Number | Switch | Address

EDITABLE: Mapping[str, Kind] = {
    "public_url": Address(),
    # Due findings are counted anew by the nightly judgement; a device that is saved, at once.
    "horizon_days": Number(30, 1095, NIGHT),
    "confirmation_month": Number(1, 12),
    "confirmation_days": Number(1, 365),
    "confirmation_reminder_days": Number(0, 120),
    "attachment_limit_mb": Number(1, 30),
    "attachment_count": Number(1, 100),
    "registrations_per_hour": Number(1, 1000),
    "session_hours": Number(1, 72),
    "session_idle_minutes": Number(5, 480),
    "password_complexity": Switch(),
    "password_days": Number(0, 730),
}
