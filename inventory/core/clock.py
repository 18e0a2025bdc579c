"""The only reader of the wall clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
_frozen: ContextVar[datetime | None] = ContextVar("frozen_clock", default=None)


def now() -> datetime:
    """The instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """The legal date in China."""
    return now().astimezone(SHANGHAI).date()


@contextmanager
def frozen(instant: datetime | date) -> Iterator[None]:
    """Stop the clock at an instant (aware), or at noon in Shanghai of a date: tests and replays."""
    if not isinstance(instant, datetime):
        instant = datetime(instant.year, instant.month, instant.day, 12, tzinfo=SHANGHAI)
    token = _frozen.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
