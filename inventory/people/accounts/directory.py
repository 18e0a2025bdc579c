"""Checking a password at an LDAP directory, by ldap3: find the person, bind, read the groups.

Without a search base the person's name is put together (HUANXIN_LDAP_DN); with one the directory is
asked for it, by a reader's account where it wants one. Groups decide roles only where they are set.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from ldap3 import NONE, SUBTREE, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException
from ldap3.utils.conv import escape_filter_chars
from ldap3.utils.dn import escape_rdn

from inventory.core.access import Role
from inventory.core.errors import Unavailable
from inventory.people.accounts.directory_settings import Directory

TIMEOUT = 5
_SUCCESS, _INVALID_CREDENTIALS = 0, 49
MEMBERSHIP = "memberOf"
Connect = Callable[[Server, str, str], Connection]


@dataclass(frozen=True)
class Person:
    """Somebody whom the directory let in; `role` only where groups decide it."""

    dn: str
    role: Role | None = None


def authenticate(
    directory: Directory, username: str, password: str, connect: Connect | None = None
) -> Person | None:
    """The person, if the directory lets them in and their groups have a role here.

    Raises Unavailable when the directory cannot be asked.
    """
    if not password:
        return None  # RFC 4513 §5.1.2: a bind without password always succeeds, as nobody
    try:
        return _authenticate(directory, username, password, connect or _connect(directory))
    except LDAPException as error:
        raise _unavailable() from error


def _authenticate(
    directory: Directory, username: str, password: str, connect: Connect
) -> Person | None:
    server = _server(directory)
    name, groups = directory.dn.replace("{username}", escape_rdn(username)), None
    if directory.base:
        found = _find(directory, server, username, connect)
        if found is None:
            return None
        name, groups = found
    with _ended(connect(server, name, password)) as person:
        if not _bound(person):
            return None
        if directory.groups and groups is None:
            groups = _groups_of(person, name)
    if not directory.groups:
        return Person(name)
    role = next((directory.groups[g] for g in groups or () if g in directory.groups), None)
    return Person(name, role) if role else None


def _find(
    directory: Directory, server: Server, username: str, connect: Connect
) -> tuple[str, list[str]] | None:
    """The one entry of this name, with its groups; None where there is none, or several."""
    with _ended(connect(server, directory.reader, directory.reader_password)) as reader:
        if not _bound(reader):
            raise _unavailable()
        asked = directory.filter.replace("{username}", escape_filter_chars(username))
        reader.search(directory.base, asked, SUBTREE, attributes=[MEMBERSHIP], size_limit=2)
        entries = [item for item in reader.response or () if item.get("type") == "searchResEntry"]
    if len(entries) != 1:
        return None
    return str(entries[0]["dn"]), _memberships(entries[0])


def _groups_of(person: Connection, name: str) -> list[str]:
    person.search(name, "(objectClass=*)", "BASE", attributes=[MEMBERSHIP])
    entries = [item for item in person.response or () if item.get("type") == "searchResEntry"]
    return _memberships(entries[0]) if entries else []


def _memberships(entry: Mapping[str, object]) -> list[str]:
    attributes = entry["attributes"]
    assert isinstance(attributes, Mapping)
    values = attributes.get(MEMBERSHIP) or []
    return [str(item).lower() for item in ([values] if isinstance(values, str) else values)]


@contextmanager
def _ended(connection: Connection) -> Iterator[Connection]:
    """Ends with the block; ldap3's own `with` opens a closed connection again."""
    try:
        yield connection
    finally:
        connection.unbind()


def _bound(connection: Connection) -> bool:
    """Whether the name and password are right; a directory in trouble is not a wrong password."""
    connection.bind()
    code = connection.result["result"]
    if code not in {_SUCCESS, _INVALID_CREDENTIALS}:
        raise _unavailable()
    return bool(code == _SUCCESS)


def _server(directory: Directory) -> Server:
    tls = Tls(validate=ssl.CERT_REQUIRED)
    return Server(directory.url, get_info=NONE, connect_timeout=TIMEOUT, tls=tls)


def _connect(directory: Directory) -> Connect:
    def connect(server: Server, name: str, password: str) -> Connection:
        made = Connection(
            server, name or None, password or None, receive_timeout=TIMEOUT, auto_referrals=False
        )
        try:
            made.open()
        except LDAPException:
            if made.socket is not None:
                made.socket.close()  # ldap3 leaves it open where nobody answers
            raise
        if directory.starttls and not made.start_tls():
            raise _unavailable()
        return made

    return connect


def _unavailable() -> Unavailable:
    return Unavailable.of("accounts.directory_unavailable")
