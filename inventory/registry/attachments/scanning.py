"""Asking a ClamAV daemon about a file, by its INSTREAM command."""

from __future__ import annotations

import socket
import struct

from inventory.core.errors import AppError

CHUNK = 64 * 1024
TIMEOUT_SECONDS = 30.0
# clamd answers with one short line; more is not an answer.
LONGEST_ANSWER = 4096


class ScannerUnavailable(AppError):
    """The scanner is set up and does not answer: no file is taken unseen."""

    status = 503


def scan(address: str, content: bytes, timeout: float = TIMEOUT_SECONDS) -> str:
    """The name of the malware that the scanner finds, or "" for a clean file.

    `address` is `host:port` or the path of a local socket. Raises ScannerUnavailable for every
    answer that is neither clean nor infected: a file that was not looked at is refused.
    """
    try:
        answer = _ask(address, content, timeout)
    except OSError as error:
        raise _unavailable(str(error)) from error
    text = answer.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if text == "OK":
        return ""
    if text.endswith(" FOUND"):
        return text.removesuffix(" FOUND")
    raise _unavailable(text or "no answer")


def _unavailable(reason: str) -> ScannerUnavailable:
    return ScannerUnavailable(
        f"病毒扫描服务没有正常应答（{reason[:200]}），文件未被接收",
        f"The virus scanner did not answer ({reason[:200]}); the file was not taken",
        "scanner_unavailable",
        "请稍后重试；持续出现时请联系系统管理员",
    )


def _connect(address: str, timeout: float) -> socket.socket:
    host, _, port = address.rpartition(":")
    if host and port.isdigit():
        return socket.create_connection((host.strip("[]"), int(port)), timeout)
    local = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        local.settimeout(timeout)
        local.connect(address)
    except OSError:
        local.close()
        raise
    return local


def _ask(address: str, content: bytes, timeout: float) -> bytes:
    with _connect(address, timeout) as stream:
        stream.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            piece = content[start : start + CHUNK]
            stream.sendall(struct.pack("!L", len(piece)) + piece)
        stream.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
            received = stream.recv(LONGEST_ANSWER)
            if not received:
                break
            answer += received
        return answer
