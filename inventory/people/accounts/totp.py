"""Time-based one-time passwords (RFC 6238) of authenticator apps, by pyotp: SHA-1, 30 s, 6 digits.

SHA-1 is what every authenticator app understands; HMAC-SHA-1 is not touched by its collisions.
"""

from __future__ import annotations

import hmac
from datetime import datetime

import pyotp

PERIOD = 30
DIGITS = 6
# RFC 6238 §5.2: one step of delay for a slow typist and a clock that is a little off.
DRIFT = 1


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 §4 recommends."""
    return pyotp.random_base32(32)


def step_of(instant: datetime) -> int:
    """Number of the time step that an (aware) instant lies in."""
    return int(instant.timestamp()) // PERIOD


def code(secret: str, step: int, digits: int = DIGITS) -> str:
    """The one-time password of a time step."""
    return pyotp.HOTP(secret, digits=digits).at(step)


def matching_step(secret: str, typed: str, instant: datetime, after: int = 0) -> int | None:
    """The step that a typed code belongs to; None if wrong, or not later than step `after`.

    pyotp's own `verify` does not tell the step, and a code must not be good twice (RFC 6238 §5.2).
    """
    now = step_of(instant)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code(secret, step).encode(), typed.encode()):
            return step
    return None


def address(secret: str, username: str, issuer: str) -> str:
    """The otpauth address that authenticator apps read from a QR code."""
    made = pyotp.TOTP(secret, digits=DIGITS, interval=PERIOD)
    return made.provisioning_uri(name=username, issuer_name=issuer)
