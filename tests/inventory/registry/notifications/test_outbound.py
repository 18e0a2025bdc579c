"""Nothing goes to a private address, whichever way it is written, nor where a redirect leads."""

from __future__ import annotations

import ipaddress
import socket
import threading

import pytest

from inventory.core import outbound
from inventory.core.outbound import Forbidden, Unreachable, call, is_permitted, networks
from tests.inventory.registry.notifications.receivers import Receiver

LOOPBACK = networks("127.0.0.1")


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1"),
        *("169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255"),
        *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::ffff:10.0.0.1"),
        *("::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "2002:a00:1::1", "2002:7f00:1::"),
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_permitted(ipaddress.ip_address(address), ())


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "192.167.0.1", "2400:3200::1", "64:ff9b::8.8.8.8"]
)
def test_public_addresses_are_not(address: str) -> None:
    assert is_permitted(ipaddress.ip_address(address), ())


def test_a_setting_allows_a_network_and_nothing_beside_it() -> None:
    allowed = networks("10.20.0.0/16; 192.168.1.20, fd12::/16")
    inside = ("10.20.3.4", "192.168.1.20", "fd12::7", "::ffff:10.20.3.4")
    assert all(is_permitted(ipaddress.ip_address(text), allowed) for text in inside)
    outside = ("10.21.0.1", "192.168.1.21", "127.0.0.1")
    assert not any(is_permitted(ipaddress.ip_address(text), allowed) for text in outside)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://example.com/", "file:/etc/passwd", "http://", "//example.com", "http:///x"),
        *("http://user@example.com/", "http://user:pw@example.com/", "http://a b/", "http://x\n/"),
        *("http://example.com:99999/", "http://[::1/", "gopher://example.com"),
    ],
)
def test_only_plain_http_addresses_are_called(url: str) -> None:
    with pytest.raises(Forbidden):
        call(url)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
def test_loopback_is_refused_however_it_is_written(hook: Receiver, host: str) -> None:
    port = hook.url.split(":")[2]
    with pytest.raises((Forbidden, Unreachable)):
        call(f"http://{host}:{port}", b"x")
    assert hook.requests == []


def test_one_private_address_of_several_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, 80)) for text in ("8.8.8.8", "10.1.1.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: answers)
    with pytest.raises(Forbidden) as refused:
        outbound.resolve("rebinding.example", 80, ())
    assert "10.1.1.1" in refused.value.message


def test_the_connection_goes_to_the_address_that_was_checked(
    hook: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is asked for once: what it means a moment later does not matter."""
    asked: list[str] = []
    port = hook.url.split(":")[2].split("/")[0]
    monkeypatch.setattr(outbound, "resolve", lambda host, *_: asked.append(host) or "127.0.0.1")
    assert call(f"http://other.example:{port}/hook", b"x").status == 200
    assert asked == ["other.example"]
    assert hook.requests[0][1]["Host"] == f"other.example:{port}"


def test_redirects_are_not_followed(hook: Receiver) -> None:
    hook.answer = lambda path, _body: (302, {"Location": hook.url + "/inside"}, b"")
    assert call(hook.url, b"x", allowed=LOOPBACK).status == 302
    assert [path for path, _, _ in hook.requests] == ["/hook"]


def test_a_receiver_that_trickles_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "WHOLE_SECONDS", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def trickle() -> None:
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
                while not over.wait(0.02):
                    try:
                        peer.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=trickle)
        thread.start()
        with pytest.raises(Unreachable) as error:
            call(f"http://127.0.0.1:{server.getsockname()[1]}/", b"x", allowed=LOOPBACK)
        over.set()
        thread.join()
    assert error.value.code == "too_slow"


def test_a_receiver_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "STEP_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(Unreachable) as error:
        call(f"http://127.0.0.1:{server.getsockname()[1]}/", b"x", allowed=LOOPBACK)
    assert error.value.code == "too_slow"


def test_nobody_there(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(Unreachable) as error:
        call(f"http://127.0.0.1:{port}/", b"x", allowed=LOOPBACK)
    assert error.value.code == "unreachable"
