"""Checking a password at an LDAP directory: one simple bind (RFC 4511 §4.2), nothing else.

The bind is all that a login needs, and it is two small messages; so no client library is asked for.
"""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import closing
from urllib.parse import urlsplit

from inventory.core.errors import AppError, Unavailable

TIMEOUT = 5.0
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PORTS = {"ldap": 389, "ldaps": 636}
_INTEGER, _OCTETS, _ENUM, _SEQUENCE = 0x02, 0x04, 0x0A, 0x30
_BIND_REQUEST, _BIND_RESPONSE, _SIMPLE = 0x60, 0x61, 0x80
_SUCCESS, _INVALID_CREDENTIALS = 0, 49
# The answer to a bind is a few hundred bytes.
_LONGEST_ANSWER = 65_536


def authenticate(url: str, dn: str, username: str, password: str) -> bool:
    """Whether the directory at `url` lets this person in.

    `dn` is the person's name there with `{username}` in it: `uid={username},ou=people,dc=example`.
    Raises Unavailable when the directory cannot be asked.
    """
    if not password:
        return False  # RFC 4513 §5.1.2: a bind without password always succeeds, as nobody
    name = dn.replace("{username}", escaped(username))
    try:
        with closing(_connect(url)) as link:
            link.sendall(bind_request(name, password))
            code = result_code(_answer(link))
    except (OSError, ValueError) as error:
        raise _unavailable() from error
    if code not in {_SUCCESS, _INVALID_CREDENTIALS}:
        raise _unavailable()
    return code == _SUCCESS


def escaped(value: str) -> str:
    """A value for use inside a distinguished name (RFC 4514 §2.4)."""
    return re.sub(r'[\x00"+,;<=>\\#]|^ | $', lambda found: rf"\{ord(found[0]):02x}", value)


def check(url: str, dn: str) -> None:
    """Refuse settings that would send passwords in the clear, or ask about nobody."""
    if not url:
        return
    parts = urlsplit(url)
    safe = parts.scheme == "ldaps" or (parts.scheme == "ldap" and parts.hostname in LOOPBACK)
    if not safe or "{username}" not in dn:
        raise AppError.of("accounts.settings_directory")


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or PORTS[parts.scheme])
    link = socket.create_connection(address, timeout=TIMEOUT)
    if parts.scheme == "ldap":
        return link
    return ssl.create_default_context().wrap_socket(link, server_hostname=parts.hostname)


def bind_request(name: str, password: str) -> bytes:
    """Message 1: bind, version 3, simple authentication."""
    bind = _tlv(_INTEGER, b"\x03") + _tlv(_OCTETS, name.encode()) + _tlv(_SIMPLE, password.encode())
    return _tlv(_SEQUENCE, _tlv(_INTEGER, b"\x01") + _tlv(_BIND_REQUEST, bind))


def _tlv(tag: int, content: bytes) -> bytes:
    """Tag, length, value: the basic encoding rules of ASN.1."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _answer(link: socket.socket) -> bytes:
    """One whole message."""
    received = b""
    while len(received) < _LONGEST_ANSWER:
        part = link.recv(4096)
        if not part:
            break
        received += part
        if _is_whole(received):
            return received
    raise ValueError("no whole answer")


def _is_whole(message: bytes) -> bool:
    try:
        _split(message)
    except ValueError:
        return False
    return True


def _split(data: bytes) -> tuple[int, bytes, bytes]:
    """Tag, value and rest of the first element. Raises ValueError if it is not all there."""
    if len(data) < 2:
        raise ValueError("too short")
    size, start = data[1], 2
    if size & 0x80:
        start += size & 0x7F
        size = int.from_bytes(data[2:start], "big")
    if len(data) < start + size:
        raise ValueError("too short")
    return data[0], data[start : start + size], data[start + size :]


def result_code(message: bytes) -> int:
    """The result code of a bind response. Raises ValueError for anything else."""
    _, envelope, _ = _split(message)
    _, _, operation = _split(envelope)  # past the message's number
    tag, response, _ = _split(operation)
    inner, code, _ = _split(response)
    if (tag, inner) != (_BIND_RESPONSE, _ENUM):
        raise ValueError("not a bind response")
    return int.from_bytes(code, "big")


def _unavailable() -> Unavailable:
    return Unavailable.of("accounts.directory_unavailable")
