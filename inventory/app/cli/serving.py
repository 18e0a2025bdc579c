"""`app.py serve`: the web server, with its worker and scheduler as processes of their own."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import waitress

from inventory.app.factory import create_app
from inventory.core.settings import Settings

# `app.py`, or `huanxin` where the wheel is installed: what we were started by.
APP = Path(sys.argv[0]).resolve()


def serve(
    settings: Settings, host: str | None = None, port: int | None = None, *, alone: bool = False
) -> int:
    """Serve until interrupted; the helpers end with the server."""
    # A service manager ends us by SIGTERM: the helpers must end too, as on Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    app = create_app(settings)
    listen = (host or settings.host, port or settings.port)
    with ExitStack() as stack:
        if not alone:
            for command in ("worker", "schedule"):
                process = subprocess.Popen(
                    [sys.executable, str(APP), command], env=settings.environment()
                )
                stack.callback(_stop, process)
        print(f"http://{listen[0]}:{listen[1]}/  (API: /api/docs)", flush=True)
        waitress.serve(
            app,
            host=listen[0],
            port=listen[1],
            threads=settings.threads,
            ident=None,
            max_request_body_size=settings.upload_limit_mb * 1024 * 1024,
        )
    return 0


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
