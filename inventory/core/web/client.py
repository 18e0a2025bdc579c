"""The browser or program at the other end; knows nothing about Flask."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass


@dataclass(frozen=True)
class Client:
    """Where a request comes from, for the list of sessions and the audit trail."""

    address: str = ""
    agent: str = ""
    device: str = ""  # the SHA-256 of the browser's own cookie


def csrf_token(secret: str) -> str:
    """The token that proves that a page of ours sends a request; bound to the session's secret."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()
