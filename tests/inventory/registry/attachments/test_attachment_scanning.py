"""Files go past a scanner where there is one: a stand-in for clamd on the loopback."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Invalid
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.registry.attachments import scanning, service
from inventory.registry.attachments.models import Attachment
from inventory.registry.attachments.service import Limits, Parent, Upload

EICAR = b"%PDF-1.7 EICAR-STANDARD-ANTIVIRUS-TEST-FILE"
CLEAN = b"%PDF-1.7 clean"


class Scanner:
    """Answers INSTREAM as clamd does; `seen` is what it was sent."""

    def __init__(self, listener: socket.socket, answer: Callable[[bytes], bytes]) -> None:
        self._listener = listener
        self._answer = answer
        self.seen: list[bytes] = []
        self.thread = threading.Thread(target=self._serve)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                content = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    content += stream.read(size)
                self.seen.append(content)
                connection.sendall(self._answer(content))


def as_clamd(content: bytes) -> bytes:
    found = b"EICAR" in content
    return b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"


@contextmanager
def scanner(listener: socket.socket, answer: Callable[[bytes], bytes]) -> Iterator[Scanner]:
    listener.listen()
    running = Scanner(listener, answer)
    running.thread.start()
    try:
        yield running
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        running.thread.join()


@contextmanager
def on_loopback(answer: Callable[[bytes], bytes] = as_clamd) -> Iterator[tuple[str, Scanner]]:
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"127.0.0.1:{listener.getsockname()[1]}"
    with scanner(listener, answer) as running:
        yield address, running


def test_clean_and_infected_files_are_told_apart_in_pieces() -> None:
    large = CLEAN + b"x" * (3 * scanning.CHUNK + 17)
    with on_loopback() as (address, running):
        assert scanning.scan(address, large) == ""
        assert scanning.scan(address, EICAR) == "Eicar-Test-Signature"
    assert running.seen == [large, EICAR]


def test_a_local_socket_serves_as_well(tmp_path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(tmp_path / "clamd"))
    with scanner(listener, as_clamd):
        assert scanning.scan(str(tmp_path / "clamd"), EICAR) == "Eicar-Test-Signature"


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"nonsense\0"])
def test_any_other_answer_is_a_refusal(answer: bytes) -> None:
    with (
        on_loopback(lambda _content: answer) as (address, _),
        pytest.raises(scanning.ScannerUnavailable) as refused,
    ):
        scanning.scan(address, CLEAN)
    assert refused.value.status == 503
    assert refused.value.remedy


def test_nobody_there_is_a_refusal(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"127.0.0.1:{unused.getsockname()[1]}"
    for nowhere in (address, str(tmp_path / "no-socket")):
        with pytest.raises(scanning.ScannerUnavailable):
            scanning.scan(nowhere, CLEAN)


def test_an_infected_file_leaves_a_trace_and_nothing_else(ledger: Settings) -> None:
    store, parent = FileStore(ledger.files_dir), Parent(service.ITEM, 1)

    def add(content: bytes, address: str) -> Any:
        limits = Limits(clamav=address)
        return service.add(None, parent, Upload("证明.pdf", content), store, limits)

    with on_loopback() as (address, _):
        with pytest.raises(Invalid) as refused:
            add(EICAR, address)
        assert add(CLEAN, address).name == "证明.pdf"
    assert refused.value.code == "file_infected"
    with pytest.raises(scanning.ScannerUnavailable):
        add(CLEAN, address)  # the scanner has stopped
    assert Attachment.select().count() == 1
    assert len([path for path in ledger.files_dir.rglob("*") if path.is_file()]) == 1
    trace = AuditEvent.get(AuditEvent.event == "attachment.infected")
    assert "Eicar-Test-Signature" in trace.detail


def test_size_and_number_are_limited(ledger: Settings) -> None:
    store, parent = FileStore(ledger.files_dir), Parent(service.ITEM, 1)
    limits = Limits(megabytes=1, count=2)
    with pytest.raises(Invalid) as refused:
        service.add(None, parent, Upload("a.pdf", b"%PDF-" + b"0" * 2**20), store, limits)
    assert refused.value.code == "file_too_large"
    for _ in range(2):
        service.add(None, parent, Upload("a.pdf", CLEAN), store, limits)
    with pytest.raises(service.Conflict, match="上限"):
        service.add(None, parent, Upload("a.pdf", CLEAN), store, limits)
    assert len({row.sha256 for row in service.of(parent)}) == 1  # stored once
