"""Time-based one-time passwords: RFC 6238 over RFC 4226 (SHA-1, 30 s, 6 digits).

SHA-1 is what every authenticator app understands; HMAC-SHA-1 is not touched by its collisions.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30
DIGITS = 6
# RFC 6238 §5.2: one step of delay for a slow typist and a clock that is a little off.
DRIFT = 1


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 §4 recommends."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def step_of(instant: datetime) -> int:
    """Number of the time step that an (aware) instant lies in."""
    return int(instant.timestamp()) // PERIOD


def code(secret: str, step: int, digits: int = DIGITS) -> str:
    """The one-time password of a time step (RFC 4226 §5.3)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, typed: str, instant: datetime, after: int = 0) -> int | None:
    """The step that a typed code belongs to; None if wrong, or not later than step `after`."""
    now = step_of(instant)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code(secret, step).encode(), typed.encode()):
            return step
    return None


def address(secret: str, username: str, issuer: str) -> str:
    """The otpauth address that authenticator apps read from a QR code."""
    query = urlencode(
        {
            "secret": secret,
            "issuer": issuer,
            "algorithm": "SHA1",
            "digits": DIGITS,
            "period": PERIOD,
        },
        quote_via=quote,
    )
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{query}"
