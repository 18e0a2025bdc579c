"""`app.py serve`: the web server, with its worker and scheduler as processes of their own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import structlog
import waitress

from inventory.app import processes
from inventory.app.factory import create_app
from inventory.app.health.details import unknown_proxy
from inventory.core import database, environment, lives
from inventory.core.settings import Settings

# `app.py`, or `huanxin` where the wheel is installed: what we were started by.
APP = Path(sys.argv[0]).resolve()
log = structlog.get_logger()
HELPERS = ("worker", "schedule")
# Seconds before a helper that ended is started again, and the longest pause between two starts.
PAUSE, LONG = 1.0, 60.0


def serve(
    settings: Settings, host: str | None = None, port: int | None = None, *, alone: bool = False
) -> int:
    """Serve until interrupted; the helpers end with the server, and are kept running."""
    # A service manager ends us by SIGTERM: the helpers must end too, as on Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = create_app(settings)
    database.limit_writers(settings.threads)
    lives.name()  # a restore must not take the ledger from under us
    seen = None if settings.proxies else unknown_proxy(settings.data_dir)
    if seen is not None:
        log.warning("unknown_proxy", seen=seen.isoformat(), remedy="HUANXIN_PROXIES=1")
    listen = (host or settings.host, port or settings.port)
    with ExitStack() as stack:
        if not alone:
            keepers = [Keeper(command, environment.of(settings)) for command in HELPERS]
            stack.callback(_stop, keepers)
            ended = threading.Event()
            stack.callback(ended.set)
            threading.Thread(target=_keep, args=(keepers, ended), daemon=True).start()
        print(f"http://{listen[0]}:{listen[1]}/  (API: /api/v1/docs)", flush=True)
        waitress.serve(
            app,
            host=listen[0],
            port=listen[1],
            threads=settings.threads,
            ident=None,
            max_request_body_size=settings.upload_limit_mb * 1024 * 1024,
            # HUANXIN_PROXIES says whom to believe about a client (core/web/security.py): waitress
            # by itself takes away what a proxy says before it gets there.
            clear_untrusted_proxy_headers=False,
        )
    return 0


class Keeper:
    """Keeps one helper running: one that ends is started again, after ever longer pauses."""

    def __init__(self, command: str, environment: Mapping[str, str]) -> None:
        self.command = [sys.executable, str(APP), command]
        self.environment = environment
        self.pause = PAUSE
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, env=self.environment)
        self.began = monotonic()

    def look(self) -> None:
        """Start the helper again if it has ended and its pause is over."""
        status = self.process.poll()
        if status is None:
            return
        lived = monotonic() - self.began
        if lived > LONG:
            self.pause = PAUSE
        if lived < self.pause:
            return
        log.error("helper_ended", command=self.command[-1], status=status)
        processes.note_end(self.process.pid, status)
        self.pause = min(2 * self.pause, LONG)
        self.start()


def _stop(keepers: Sequence[Keeper]) -> None:
    """End the helpers; both are told before either is waited for."""
    for keeper in keepers:
        keeper.process.terminate()
    for keeper in keepers:
        try:
            keeper.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            keeper.process.kill()


def _keep(keepers: Sequence[Keeper], ended: threading.Event) -> None:
    while not ended.wait(1):
        for keeper in keepers:
            keeper.look()
