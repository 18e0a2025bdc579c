"""From where something is done: the request, the job or the command that is running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """One request id for everything that one click does, and the address it came from."""

    request_id: str = ""
    address: str = ""


NOWHERE = Origin()
_origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


def current() -> Origin:
    """The origin of what is running now; blank for the command line."""
    return _origin.get()


def begin(origin: Origin) -> Token[Origin]:
    """Set the origin; give the token to `end`."""
    return _origin.set(origin)


def end(token: Token[Origin]) -> None:
    _origin.reset(token)


@contextmanager
def acting(request_id: str, address: str = "") -> Iterator[None]:
    """Everything inside is done for this request: jobs, commands, tests."""
    token = begin(Origin(request_id, address))
    try:
        yield
    finally:
        end(token)
