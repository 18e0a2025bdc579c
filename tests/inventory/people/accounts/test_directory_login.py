"""Logging in with a directory's password, against a directory of a few lines."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from ldap3 import MOCK_SYNC, Connection, Server

from inventory.core.access import Role
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import AppError, Conflict, Unauthenticated, Unavailable
from inventory.core.settings import Settings
from inventory.people.accounts import directory, lockout, own_password, service
from inventory.people.accounts.directory_settings import Directory
from inventory.people.accounts.models import User
from inventory.people.accounts.policy import Policy

DN = "uid={username},ou=people,dc=example"
PASSWORD = "the directory's own"


class Stub(socketserver.BaseRequestHandler):
    """A directory that knows one person by name and password; busy for another."""

    def handle(self) -> None:
        self.request.settimeout(10)
        while message := self.request.recv(4096):
            known = b"uid=zhao,ou=people,dc=example" in message and PASSWORD.encode() in message
            code = 0 if known else 51 if b"uid=busy" in message else 49
            number = message[4]
            if message[5] != 0x60:  # only a bind is answered
                return
            body = bytes([0x02, 1, number, 0x61, 7, 0x0A, 1, code, 0x04, 0, 0x04, 0])
            answer = bytes([0x30, len(body)]) + body
            self.request.sendall(answer[:5])
            self.request.sendall(answer[5:])


@pytest.fixture
def url() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stub) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"ldap://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("username", "password", "expected"),
    [
        ("zhao", PASSWORD, True),
        ("zhao", "wrong", False),
        ("qian", PASSWORD, False),
        ("zhao", "", False),
        ("zhao,ou=people", PASSWORD, False),
    ],
)
def test_the_directory_decides(url: str, username: str, password: str, expected: bool) -> None:
    found = directory.authenticate(Directory(url, DN), username, password)
    assert (found is not None) is expected


def test_a_busy_or_missing_directory_is_not_a_wrong_password(url: str) -> None:
    with pytest.raises(Unavailable):
        directory.authenticate(Directory(url, DN), "busy", PASSWORD)
    with pytest.raises(Unavailable):
        directory.authenticate(Directory("ldap://127.0.0.1:1", DN), "zhao", PASSWORD)


def test_a_user_of_the_directory_logs_in(ledger: Settings, url: str) -> None:
    service.create_user("zhao", "赵工", "", Role.INSPECTOR, ["440704"], source="ldap")
    policy = Policy(directory=Directory(url, DN))
    _, session = service.login("zhao", PASSWORD, policy)
    assert session.user.username == "zhao"
    with pytest.raises(Unauthenticated):
        service.login("zhao", "wrong", policy)
    with pytest.raises(Unauthenticated):
        service.login("zhao", PASSWORD)  # no directory is set up
    with pytest.raises(Conflict):
        own_password.change_password(session.user.id, PASSWORD, "another horse battery", policy)


def test_people_of_the_directory_need_an_account_here(ledger: Settings, url: str) -> None:
    with pytest.raises(Unauthenticated):
        service.login("zhao", PASSWORD, Policy(directory=Directory(url, DN)))
    assert User.select().count() == 0


def test_an_outage_locks_nobody_out(ledger: Settings) -> None:
    service.create_user("zhao", "赵工", "", Role.INSPECTOR, ["440704"], source="ldap")
    policy = Policy(directory=Directory("ldap://127.0.0.1:1", DN))
    for _ in range(lockout.FREE_OF_ACCOUNT + 1):
        with pytest.raises(Unavailable):
            service.login("zhao", PASSWORD, policy)


def test_local_users_do_not_ask_the_directory(ledger: Settings, url: str) -> None:
    service.create_user("zhao", "赵工", "correct horse battery", Role.ADMIN)
    policy = Policy(directory=Directory(url, DN))
    with pytest.raises(Unauthenticated):
        service.login("zhao", PASSWORD, policy)
    assert service.login("zhao", "correct horse battery", policy)[1].user.username == "zhao"


ENTRIES = {
    "cn=reader,dc=example": {"userPassword": "reading"},
    "uid=zhao,ou=people,dc=example": {
        "uid": "zhao",
        "userPassword": PASSWORD,
        "memberOf": ["CN=Officers,ou=groups,dc=example", "cn=all,dc=example"],
    },
    "uid=qian,ou=people,dc=example": {"uid": "qian", "userPassword": PASSWORD},
}
SEARCHED = Directory(
    "ldap://127.0.0.1",
    base="ou=people,dc=example",
    reader="cn=reader,dc=example",
    reader_password="reading",
    groups={"cn=officers,ou=groups,dc=example": Role.INSPECTOR},
)


def mocked(server: Server, name: str, password: str) -> Connection:
    """ldap3's own directory in memory."""
    made = Connection(server, name, password, client_strategy=MOCK_SYNC)
    for entry, attributes in ENTRIES.items():
        made.strategy.add_entry(entry, {"objectClass": "person", **attributes})
    return made


@pytest.mark.parametrize(
    ("username", "password", "role"),
    [
        ("zhao", PASSWORD, Role.INSPECTOR),
        ("zhao", "wrong", None),
        ("qian", PASSWORD, None),  # a member of no group that has a role here
        ("nobody", PASSWORD, None),
        ("*", PASSWORD, None),
        ("zhao)(uid=*", PASSWORD, None),
    ],
)
def test_people_are_searched_for_and_groups_decide(
    username: str, password: str, role: Role | None
) -> None:
    found = directory.authenticate(SEARCHED, username, password, mocked)
    assert (found and found.role) == role


def test_a_reader_that_may_not_read_is_no_wrong_password() -> None:
    with pytest.raises(Unavailable):
        directory.authenticate(replace(SEARCHED, reader_password="x"), "zhao", PASSWORD, mocked)


def test_the_directorys_role_is_taken_over(
    ledger: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(directory, "_connect", lambda _directory: mocked)
    service.create_user("zhao", "赵工", "", Role.LEADER, ["440704"], source="ldap")
    service.login("zhao", PASSWORD, Policy(directory=SEARCHED))
    assert User.get(User.username == "zhao").role == Role.INSPECTOR
    told = AuditEvent.select().where(AuditEvent.event == "user.role_by_directory")
    assert told.count() == 1


def test_groups_are_read_from_the_settings() -> None:
    text = "inspector:cn=officers,dc=x; leader:CN=Heads,dc=x"
    made = Directory.of(Settings(ldap_groups=text))
    assert made.groups == {"cn=officers,dc=x": Role.INSPECTOR, "cn=heads,dc=x": Role.LEADER}
    with pytest.raises(AppError):
        Directory.of(Settings(ldap_groups="boss:cn=x"))


def test_starttls_makes_plain_ldap_safe() -> None:
    assert Directory.of(Settings(ldap_url="ldap://dc.example", ldap_dn=DN, ldap_starttls=True))


@pytest.mark.parametrize(
    ("url", "dn"),
    [("ldap://dc.example", DN), ("http://dc.example", DN), ("ldaps://dc.example", "uid=zhao")],
)
def test_settings_that_are_not_safe_are_refused(url: str, dn: str) -> None:
    with pytest.raises(AppError):
        Policy.of(Settings(ldap_url=url, ldap_dn=dn))


def test_safe_settings_are_taken() -> None:
    policy = Policy.of(Settings(ldap_url="ldaps://dc.example", ldap_dn=DN))
    assert policy.directory.url == "ldaps://dc.example"
