"""Budgets of a person, an enterprise or an address: so many at once, or so many in a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from peewee import Field, ModelSelect

from inventory.core import clock
from inventory.core.errors import TooMany


@dataclass(frozen=True)
class Quota:
    """At most so many rows, of the last `window` if there is one; `key` is the refusal's message.

    The message may name `{most}`.
    """

    key: str
    most: int
    window: timedelta | None = None


def spend(quota: Quota, used: ModelSelect, at: Field | None = None) -> None:
    """Refuse one more where the rows of `used` are as many as the quota allows.

    `at` is the column with a row's moment; a quota with a window needs it. Raises TooMany, with the
    seconds until the window lets go of a row.
    """
    now = clock.now()
    if quota.window is not None and at is not None:
        used = used.where(at > now - quota.window)
    count = used.count()
    if count < quota.most:
        return
    error = beyond(quota)
    if quota.window is not None and at is not None and quota.most:
        leaving = used.order_by(at).offset(count - quota.most).get()
        error.left = getattr(leaving, at.name) + quota.window - now
    raise error


def beyond(quota: Quota) -> TooMany:
    """The refusal of one more, for whoever has counted already."""
    error = TooMany.of(quota.key, most=quota.most)
    error.quota, error.window = quota.most, quota.window
    return error
