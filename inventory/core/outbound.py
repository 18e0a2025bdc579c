"""Calls to addresses that an administrator has typed in: no private target, no redirect, no proxy.

The name is resolved once, every address that it has is checked, and the connection goes to a
checked one: a later change of the name (DNS rebinding) does not matter.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from inventory.core.errors import AppError, Invalid

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# Of each step of a connection, and of the whole call: a receiver that trickles is cut off.
STEP_SECONDS = 10.0
WHOLE_SECONDS = 25.0
# How much of an answer is read: enough to see whether it was accepted.
ANSWER_BYTES = 16_384
# Addresses of IPv4 that are written as IPv6 by a translator (RFC 6052).
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class Unreachable(AppError):
    """The other end cannot be reached, or does not answer in time: worth another try."""

    status = 503


class Forbidden(Invalid):
    """The address is one to which nothing is sent."""


@dataclass(frozen=True)
class Answer:
    """What the other end said."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    text: str


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a setting, `10.0.0.0/8,127.0.0.1`; ValueError for anything else."""
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return tuple(ipaddress.ip_network(part, strict=False) for part in parts if part)


def is_within(address: str, allowed: tuple[Network, ...]) -> bool:
    """Whether an address, as a socket gives it, belongs to one of the networks."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return any(item in network for network in allowed for item in (found, _embedded(found)))


def resolve(host: str, port: int, allowed: tuple[Network, ...]) -> str:
    """An address of `host`; Forbidden where any of its addresses is private and not allowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable.of("outbound.unknown_host", host=host) from error
    addresses = [str(item[4][0]).partition("%")[0] for item in found]
    for text in addresses:
        if not is_permitted(ipaddress.ip_address(text), allowed):
            raise Forbidden.of("outbound.private_address", host=host, address=text)
    return addresses[0]


def is_permitted(address: Address, allowed: tuple[Network, ...]) -> bool:
    """Whether an address is public, or of a network that the setting names."""
    inner = _embedded(address)
    if any(item in network for network in allowed for item in (address, inner)):
        return True
    return all(item.is_global and not item.is_multicast for item in (address, inner))


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, else itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def parsed(url: str) -> SplitResult:
    """An http or https URL without a user in it, or a refusal."""
    try:
        parts = urlsplit(url)
        wrong = parts.scheme not in {"http", "https"} or not parts.hostname
        wrong = wrong or parts.username is not None or parts.port == 0
    except ValueError:
        wrong = True
    if wrong or any(ord(char) <= 32 for char in url):
        raise Forbidden.of("outbound.bad_url")
    return parts


class Limit:
    """Whether the time for a call is over."""

    over = False


@contextmanager
def time_limit(
    wire: Callable[[], socket.socket | None], seconds: float | None = None
) -> Iterator[Limit]:
    """Cut a connection that takes longer in all, however steadily the other end trickles."""
    limit = Limit()

    def cut() -> None:
        limit.over = True
        found = wire()
        if found is not None:
            with suppress(OSError):
                # Below TLS: closing would wait for a thread that reads from it.
                socket.socket.shutdown(found, socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE_SECONDS if seconds is None else seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield limit
    finally:
        timer.cancel()


def call(
    url: str,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    method: str = "POST",
    allowed: tuple[Network, ...] = (),
) -> Answer:
    """Send a request and give the answer, whatever its status; a redirect is an answer too."""
    parts = parsed(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connection(parts.scheme, host, port, resolve(host, port, allowed))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with time_limit(lambda: connection.wire) as limit:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            text = answer.read(ANSWER_BYTES).decode("utf-8", "replace")
            named = {name.lower(): value for name, value in answer.getheaders()}
    except (OSError, HTTPException, ValueError) as error:
        raise failure(host, error, limit) from error
    finally:
        connection.close()
    if limit.over:
        raise Unreachable.of("outbound.too_slow", host=host)
    return Answer(answer.status, named, text)


def failure(host: str, error: Exception, limit: Limit) -> Unreachable:
    """Why a connection failed, in words."""
    if limit.over or isinstance(error, TimeoutError):
        return Unreachable.of("outbound.too_slow", host=host)
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreachable.of("outbound.certificate", host=host)
    return Unreachable.of("outbound.unreachable", host=host, why=_why(error))


def _why(error: Exception) -> str:
    return str(error).strip() or type(error).__name__


def _connection(scheme: str, host: str, port: int, address: str) -> _Pinned | _PinnedTls:
    if scheme == "https":
        return _PinnedTls(host, port, address)
    return _Pinned(host, port, address)


class _Pinned(HTTPConnection):
    """Connects to a checked address, whatever the name means by now."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=STEP_SECONDS)
        self._address = address
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.sock = self.wire = socket.create_connection((self._address, self.port), STEP_SECONDS)


class _PinnedTls(HTTPSConnection):
    """The same under TLS: the certificate must be that of the name."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=STEP_SECONDS, context=self._tls)
        self._address = address
        self.wire: socket.socket | None = None

    def connect(self) -> None:
        self.wire = socket.create_connection((self._address, self.port), STEP_SECONDS)
        self.sock = self.wire = self._tls.wrap_socket(self.wire, server_hostname=self.host)
