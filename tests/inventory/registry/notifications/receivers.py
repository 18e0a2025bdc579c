"""The other ends, on loopback: a webhook's receiver that checks signatures, and a mail server."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

SECRET = "a secret of the tests, long enough"


def signed_well(secret: str, header: str, body: bytes, now: float, tolerance: int = 300) -> bool:
    """What docs/extending/channel.md tells a receiver to check."""
    parts = dict(part.split("=", 1) for part in header.split(","))
    wanted = hmac.new(secret.encode(), f"{parts['t']}.".encode() + body, hashlib.sha256)
    fresh = abs(now - int(parts["t"])) <= tolerance
    return fresh and hmac.compare_digest(wanted.hexdigest(), parts["v1"])


@dataclass
class Receiver:
    """What came in; `answer(path, body)` gives (status, headers, body) of each answer."""

    url: str = ""
    requests: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)
    answer: Callable[[str, bytes], tuple[int, dict[str, str], bytes]] = lambda _path, _body: (
        200,
        {},
        b"{}",
    )

    @property
    def keys(self) -> list[str]:
        return [headers["Idempotency-Key"] for _, headers, _ in self.requests]

    @property
    def messages(self) -> dict[str, Any]:
        """What a receiver has that drops what it knows: the messages by their keys."""
        return {headers["Idempotency-Key"]: json.loads(body) for _, headers, body in self.requests}


@contextmanager
def receiver() -> Iterator[Receiver]:
    """An HTTP server on loopback that keeps every request."""
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if len(body) < length:
                return  # the sender died in the middle: no receiver has that request
            made.requests.append((self.path, dict(self.headers), body))
            status, headers, answer = made.answer(self.path, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    made.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    try:
        yield made
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Mailbox:
    """The mails that a server took; `refuse` is what it says instead, e.g. 451 or 550."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.refuse:
            return self.refuse
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """A real SMTP server on loopback."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
