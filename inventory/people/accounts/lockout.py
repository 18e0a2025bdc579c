"""Slowing down guesses: how long to wait after failed logins, per account and per address.

Nobody sleeps and nothing is locked for good: the wait is computed from the rows of attempts.
Attempts made while waiting are refused unseen and not counted, so that nobody can keep an account
closed by knocking without pause.

An account is known in a browser, and at an address, where it has logged in of late. There, only its
own failures from that browser or address count: neither colleagues behind one address nor a
stranger, elsewhere or behind the same address, keep it out. A known browser may fail more often
before it waits: while a stranger would wait, the right password still gets in there.

Elsewhere the first refusal gives a ticket (account and address). When its time is over one attempt
is looked at, even if somebody guesses at the account without pause: a right password waits, and
never longer than `LONGEST_DELAY`. Tickets are few, so that many addresses gain little by them, and
there is none for an address that waits itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from peewee import Expression, fn

from inventory.core import clock
from inventory.core.database import db
from inventory.people.accounts.models import LoginAttempt, LoginTicket

# Failures without any wait. Many people of one office may share an address.
FREE_OF_ACCOUNT = 5
FREE_OF_DEVICE = 10
FREE_OF_ADDRESS = 20
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(minutes=15)
# Of one account at a time: 40 guesses an hour at most, for all addresses of the world together.
MOST_TICKETS = 10
# A ticket that nobody comes back for makes room.
TICKET_KEPT = 2 * LONGEST_DELAY
# Older failures are forgotten.
WINDOW = timedelta(hours=24)
# Older attempts are useless here; the audit trail keeps failed logins.
KEPT = timedelta(days=30)


def delay(failures: int, free: int) -> timedelta:
    """The wait after so many failures: none, then 30 s, doubling up to 15 minutes."""
    if failures < free:
        return timedelta(0)
    # The exponent is bounded, for timedelta is not.
    return min(FIRST_DELAY * 2 ** min(failures - free, 10), LONGEST_DELAY)


def remaining(failures: Sequence[datetime], now: datetime, free: int) -> timedelta:
    """How long to wait still, at `now`, after failures at these instants (any order)."""
    recent = [at for at in failures if now - at < WINDOW]
    if not recent:
        return timedelta(0)
    return max(max(recent) + delay(len(recent), free) - now, timedelta(0))


def wait(username: str, address: str, device: str = "") -> timedelta:
    """How long this account and this address must wait before the next attempt."""
    now = clock.now()
    since = now - WINDOW
    if device and is_known(username, LoginAttempt.device == device):
        there = _failures_of_account(username, since, LoginAttempt.device == device)
        return remaining(there, now, FREE_OF_DEVICE)
    if address and is_known(username, LoginAttempt.address == address):
        there = _failures_of_account(username, since, LoginAttempt.address == address)
        return remaining(there, now, FREE_OF_ACCOUNT)
    of_account = remaining(_failures_of_account(username, since), now, FREE_OF_ACCOUNT)
    return max(of_account, _wait_of_address(address, now))


def queue(username: str, address: str, left: timedelta) -> timedelta:
    """How long to wait by one's ticket, at most `left`; zero once, when its time has come."""
    now = clock.now()
    if _wait_of_address(address, now):
        return left
    own = (LoginTicket.username == username.lower()) & (LoginTicket.address == address)
    ticket = LoginTicket.get_or_none(own & (LoginTicket.at > now - TICKET_KEPT))
    if ticket is None:
        _give_ticket(username.lower(), address, now, left)
        return left
    if ticket.until > now:
        return min(left, ticket.until - now)
    # Of two that come at once one is let through.
    return (
        timedelta(0) if LoginTicket.delete().where(LoginTicket.id == ticket.id).execute() else left
    )


def _wait_of_address(address: str, now: datetime) -> timedelta:
    # A success does not clear an address: an attacker may have an account too.
    there = (LoginAttempt.address == address) & (LoginAttempt.at > now - WINDOW)
    return remaining(_instants(there), now, FREE_OF_ADDRESS)


def _give_ticket(username: str, address: str, now: datetime, left: timedelta) -> None:
    """A place in the queue, where there is room; a name that nobody has gets one alike."""
    with db.atomic():
        LoginTicket.delete().where(LoginTicket.at <= now - TICKET_KEPT).execute()
        if LoginTicket.select().where(LoginTicket.username == username).count() < MOST_TICKETS:
            LoginTicket.insert(
                username=username, address=address, at=now, until=now + left
            ).on_conflict_ignore().execute()


def is_known(username: str, there: Expression) -> bool:
    """Whether this account has logged in from there in the time that attempts are kept."""
    own = (LoginAttempt.username == username.lower()) & there
    lately = LoginAttempt.at > clock.now() - KEPT
    return bool(LoginAttempt.select().where(own & lately & LoginAttempt.succeeded).exists())


def _failures_of_account(
    username: str, since: datetime, where: Expression | None = None
) -> list[datetime]:
    """Failures of an account since its last success."""
    own = (LoginAttempt.username == username.lower()) & (LoginAttempt.at > since)
    own = own if where is None else own & where
    # By number, not by time: a success and a failure may share an instant.
    success = LoginAttempt.select(fn.MAX(LoginAttempt.id)).where(own & LoginAttempt.succeeded)
    return _instants(own & (LoginAttempt.id > (success.scalar() or 0)))


def _instants(condition: object) -> list[datetime]:
    # The newest few tell all: the wait does not grow beyond them.
    rows = (
        LoginAttempt.select(LoginAttempt.at)
        .where(condition & ~LoginAttempt.succeeded)
        .order_by(LoginAttempt.at.desc())
        .limit(FREE_OF_ADDRESS + 10)
    )
    return [row.at for row in rows]


def begin(username: str, address: str, device: str = "") -> LoginAttempt:
    """Note an attempt as failed before it is looked at: guesses sent at once count each other."""
    return LoginAttempt.create(
        username=username.lower(), address=address, device=device, at=clock.now()
    )


def succeed(attempt: LoginAttempt) -> None:
    attempt.succeeded = True
    attempt.save()


def clear(username: str) -> None:
    """Forget the failures of an account: an administrator gave it a new password."""
    LoginAttempt.delete().where(
        (LoginAttempt.username == username.lower()) & ~LoginAttempt.succeeded
    ).execute()
    LoginTicket.delete().where(LoginTicket.username == username.lower()).execute()


def tidy() -> int:
    """Delete attempts that no longer count; returns how many."""
    with db.atomic():
        return LoginAttempt.delete().where(LoginAttempt.at < clock.now() - KEPT).execute()
