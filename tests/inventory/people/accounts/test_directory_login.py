"""Logging in with a directory's password, against a directory of a few lines."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.core.access import Role
from inventory.core.errors import AppError, Conflict, Unauthenticated, Unavailable
from inventory.core.settings import Settings
from inventory.people.accounts import directory, lockout, service
from inventory.people.accounts.models import User
from inventory.people.accounts.policy import Policy

DN = "uid={username},ou=people,dc=example"
PASSWORD = "the directory's own"


class Directory(socketserver.BaseRequestHandler):
    """Knows one person; busy for another."""

    def handle(self) -> None:
        message = self.request.recv(4096)
        known = directory.bind_request("uid=zhao,ou=people,dc=example", PASSWORD)
        code = 0 if message == known else 51 if b"uid=busy" in message else 49
        body = bytes([0x02, 1, 1, 0x61, 7, 0x0A, 1, code, 0x04, 0, 0x04, 0])
        answer = bytes([0x30, len(body)]) + body
        self.request.sendall(answer[:5])
        self.request.sendall(answer[5:])


@pytest.fixture
def url() -> Iterator[str]:
    with socketserver.TCPServer(("127.0.0.1", 0), Directory) as server:
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
    assert directory.authenticate(url, DN, username, password) is expected


def test_a_busy_or_missing_directory_is_not_a_wrong_password(url: str) -> None:
    with pytest.raises(Unavailable):
        directory.authenticate(url, DN, "busy", PASSWORD)
    with pytest.raises(Unavailable):
        directory.authenticate("ldap://127.0.0.1:1", DN, "zhao", PASSWORD)


def test_a_user_of_the_directory_logs_in(ledger: Settings, url: str) -> None:
    service.create_user("zhao", "赵工", "", Role.INSPECTOR, ["440704"], source="ldap")
    policy = Policy(ldap_url=url, ldap_dn=DN)
    _, session = service.login("zhao", PASSWORD, policy)
    assert session.user.username == "zhao"
    with pytest.raises(Unauthenticated):
        service.login("zhao", "wrong", policy)
    with pytest.raises(Unauthenticated):
        service.login("zhao", PASSWORD)  # no directory is set up
    with pytest.raises(Conflict):
        service.change_password(session.user.id, PASSWORD, "another horse battery", policy)


def test_people_of_the_directory_need_an_account_here(ledger: Settings, url: str) -> None:
    with pytest.raises(Unauthenticated):
        service.login("zhao", PASSWORD, Policy(ldap_url=url, ldap_dn=DN))
    assert User.select().count() == 0


def test_an_outage_locks_nobody_out(ledger: Settings) -> None:
    service.create_user("zhao", "赵工", "", Role.INSPECTOR, ["440704"], source="ldap")
    policy = Policy(ldap_url="ldap://127.0.0.1:1", ldap_dn=DN)
    for _ in range(lockout.FREE_OF_ACCOUNT + 1):
        with pytest.raises(Unavailable):
            service.login("zhao", PASSWORD, policy)


def test_local_users_do_not_ask_the_directory(ledger: Settings, url: str) -> None:
    service.create_user("zhao", "赵工", "correct horse battery", Role.ADMIN)
    policy = Policy(ldap_url=url, ldap_dn=DN)
    with pytest.raises(Unauthenticated):
        service.login("zhao", PASSWORD, policy)
    assert service.login("zhao", "correct horse battery", policy)[1].user.username == "zhao"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("zhao", "zhao"),
        ("a,b", r"a\2cb"),
        ("a+b", r"a\2bb"),
        (" x ", r"\20x\20"),
        ("#1", r"\231"),
        ('"\\', r"\22\5c"),
        ("赵", "赵"),
    ],
)
def test_names_are_escaped(value: str, expected: str) -> None:
    assert directory.escaped(value) == expected


@given(st.binary(max_size=40))
def test_no_answer_of_a_directory_is_taken_for_a_yes_by_accident(answer: bytes) -> None:
    try:
        code = directory.result_code(answer)
    except ValueError:
        return
    assert code >= 0 and 0x61 in answer


@given(st.text(max_size=200), st.text(max_size=300))
def test_a_request_is_one_whole_element(name: str, password: str) -> None:
    message = directory.bind_request(name, password)
    tag, _, rest = directory._split(message)
    assert (tag, rest) == (0x30, b"")
    assert name.encode() in message and password.encode() in message


@pytest.mark.parametrize(
    ("url", "dn"),
    [("ldap://dc.example", DN), ("http://dc.example", DN), ("ldaps://dc.example", "uid=zhao")],
)
def test_settings_that_are_not_safe_are_refused(url: str, dn: str) -> None:
    with pytest.raises(AppError):
        Policy.of(Settings(ldap_url=url, ldap_dn=dn))


def test_safe_settings_are_taken() -> None:
    policy: Any = Policy.of(Settings(ldap_url="ldaps://dc.example", ldap_dn=DN))
    assert policy.ldap_url == "ldaps://dc.example"
