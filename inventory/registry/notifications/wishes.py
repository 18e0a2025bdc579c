"""A person's preferences: events, channels, quiet hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from inventory.core.clock import SHANGHAI
from inventory.registry.notifications.events import WEEKLY, Event
from inventory.registry.notifications.models import Preference


@dataclass(frozen=True)
class Choice:
    """For one event: when the channels carry it, and which (None: all that have an address)."""

    when: str
    channels: Sequence[int] | None = None


@dataclass(frozen=True)
class Wishes:
    """A person's addresses, language, quiet hours and choices; blank is what everybody has."""

    language: str = "zh"
    mail: str = ""
    phone: str = ""
    quiet_from: str = ""
    quiet_to: str = ""
    digest_weekday: int = 1
    choices: Mapping[str, Choice] = field(default_factory=dict)

    def choice(self, event: Event) -> Choice:
        return self.choices.get(event.name, Choice(event.when))

    def address(self, channel_kind: str) -> str:
        """Where a channel of persons reaches this one; blank: nowhere."""
        return {"mail": self.mail, "sms": self.phone}.get(channel_kind, "")

    def earliest(self, now: datetime) -> datetime:
        """Now, or the end of the quiet hours in which now lies."""
        if not self.quiet_from or not self.quiet_to or self.quiet_from == self.quiet_to:
            return now
        begin, end = (time.fromisoformat(text) for text in (self.quiet_from, self.quiet_to))
        local = now.astimezone(SHANGHAI)
        over_midnight = begin > end
        clock_time = local.time()
        quiet = (
            clock_time >= begin or clock_time < end if over_midnight else begin <= clock_time < end
        )
        if not quiet:
            return now
        days = 1 if over_midnight and clock_time >= begin else 0
        return datetime.combine(local.date() + timedelta(days=days), end, SHANGHAI)

    def until(self, digest: str, today: date) -> datetime:
        """What happened before goes into a summary: yesterday's, or that of the week that ended.

        The schedule says at what hour it is written; the next run catches up on a missed one.
        """
        day = today
        if digest == WEEKLY:
            day -= timedelta(days=(today.isoweekday() - self.digest_weekday) % 7)
        return datetime.combine(day, time(), SHANGHAI)


def wishes_of(row: Preference) -> Wishes:
    """The wishes that a row holds."""
    return Wishes(
        language=row.language,
        mail=row.mail,
        phone=row.phone,
        quiet_from=row.quiet_from,
        quiet_to=row.quiet_to,
        digest_weekday=row.digest_weekday,
        choices={
            name: Choice(item["when"], item.get("channels")) for name, item in row.choices.items()
        },
    )
