"""Budgets of a person, an enterprise or an address: so many at once, or so many in a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Field, ModelSelect, fn

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


def spend(
    quota: Quota,
    used: ModelSelect,
    at: Field | None = None,
    *,
    of: Field | None = None,
    amount: int = 1,
) -> None:
    """Refuse what goes beyond the quota: one more row than those of `used`, or, where rows count as
    much as their column `of` says, one of `amount`.

    `at` is the column with a row's moment; a quota with a window needs it. Raises TooMany, with the
    seconds until the window has let go of enough.
    """
    now = clock.now()
    if quota.window is not None and at is not None:
        used = used.where(at > now - quota.window)
    spent = used.count() if of is None else used.select(fn.COALESCE(fn.SUM(of), 0)).scalar()
    if spent + amount <= quota.most:
        return
    error = beyond(quota)
    error.rest = max(0, quota.most - spent)
    if quota.window is not None and at is not None and amount <= quota.most:
        moment = _leaving(used, at, of, spent + amount - quota.most)
        error.left = moment + quota.window - now
    raise error


def _leaving(used: ModelSelect, at: Field, of: Field | None, excess: int) -> datetime:
    """The moment of the row with which so much has left the window."""
    oldest = used.order_by(at)
    if of is None:
        return getattr(oldest.offset(excess - 1).get(), at.name)
    for moment, size in oldest.select(at, of).tuples():
        excess -= size
        if excess <= 0:
            return moment
    return clock.now()


def beyond(quota: Quota) -> TooMany:
    """The refusal of one more, for whoever has counted already."""
    error = TooMany.of(quota.key, most=quota.most)
    error.quota, error.window = quota.most, quota.window
    return error
