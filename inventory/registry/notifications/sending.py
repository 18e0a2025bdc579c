"""Sending what was claimed: several at once, each result written down as soon as it is known."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime

from inventory.core import clock
from inventory.core.errors import AppError
from inventory.core.outbound import Network, Unreachable
from inventory.registry.notifications import delivering, transports
from inventory.registry.notifications.delivering import LEASE, PAUSES, Tried
from inventory.registry.notifications.models import NotificationDelivery
from inventory.registry.notifications.transports import Message, NotSent

# Messages under way at once, and claimed at once. Threads touch no database.
AT_ONCE = 8
BATCH = 100


@dataclass
class Sent:
    """What a run did."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    released: int = 0


@dataclass(frozen=True)
class Way:
    """From the settings: the allowed private networks, our own address."""

    allowed: tuple[Network, ...] = ()
    public_url: str = ""


@dataclass
class _Down:
    """Channels that were found out of reach: the rest of their messages is not even tried."""

    channels: set[int] = field(default_factory=set)


def send_due(
    allowed: tuple[Network, ...] = (),
    public_url: str = "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Sent:
    """Send everything that is due, until nothing is."""
    total, down, way = Sent(), _Down(), Way(allowed, public_url)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while batch := delivering.claim(BATCH):
            _send(pool, batch, way, down, total, progress)
    return total


def _send(
    pool: ThreadPoolExecutor,
    batch: list[NotificationDelivery],
    way: Way,
    down: _Down,
    total: Sent,
    progress: Callable[[int, int], None],
) -> None:
    begun: dict[Future[Tried | None], NotificationDelivery] = {
        pool.submit(copy_context().run, _try, row, way, down): row for row in batch
    }
    for future in as_completed(begun):
        row, tried = begun[future], future.result()
        if tried is None:
            delivering.release(row, PAUSES[min(row.attempts, len(PAUSES)) - 1])
            total.released += 1
        else:
            delivering.settle(row, tried)
            _count(total, row, tried)
        progress(total.sent + total.failed, 0)


def _count(total: Sent, row: NotificationDelivery, tried: Tried) -> None:
    if tried.error is None:
        total.sent += 1
    elif tried.final or row.attempts > len(PAUSES):
        total.failed += 1
    else:
        total.again += 1


def _try(row: NotificationDelivery, way: Way, down: _Down) -> Tried | None:
    """One try; None where it is not worth one now."""
    if row.channel_id in down.channels or _is_late(row.claimed_at):
        return None
    try:
        message = message_of(row, way.public_url)
        transports.send(row.channel.kind, message, row.channel.settings, way.allowed)
    except Unreachable as error:
        down.channels.add(row.channel_id)
        return Tried(row.id, error)
    except NotSent as error:
        return Tried(row.id, error, error.final, error.wait)
    except AppError as error:
        return Tried(row.id, error, final=True)
    return Tried(row.id)


def _is_late(claimed_at: datetime) -> bool:
    """Whether the claim might run out while the message is under way."""
    return clock.now() - claimed_at > LEASE / 2


def message_of(row: NotificationDelivery, public_url: str) -> Message:
    """A delivery as it goes out."""
    return Message(
        key=row.key,
        event=row.event,
        template=row.template,
        address=row.address,
        title=row.title,
        body=row.body,
        link=absolute(public_url, row.link),
        count=row.count,
        at=row.created_at,
    )


def absolute(public_url: str, path: str) -> str:
    """The whole address of a page, where people outside can open it."""
    return f"{public_url.rstrip('/')}{path}" if public_url and path else ""
