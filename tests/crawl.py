"""Attack the running product with wapiti: `python -m tests.crawl [--within S] [SECONDS [ROLE…]]`.

The demo is served on loopback. As nobody, clerk, inspector and administrator in turn, wapiti sends
every operation of the OpenAPI document and tries its attacks on each of their parameters, each kind
of attack for at most SECONDS (20). Ends with status 1 if it reports a weakness, if the server
answered 5xx to anything, or if the session did not outlive the crawl. Wapiti is no part of the
product: WAPITI names its program (`make crawl` installs it beside).

With `--within` a role's crawl is ended after so many seconds and judged by what the server saw, and
only a weakness is a failure: not a slow machine (a database that is busy is told with 503), nor a
wapiti that does not run here. So `.ci/attack` does it in each run.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.browser.running import Site, serving

WAPITI = os.environ.get("WAPITI", "wapiti")
ROLES = ("", "clerk", "inspector", "admin")
ATTACKS = (
    "cookieflags,crlf,csp,exec,file,http_headers,ldap,methods,permanentxss,redirect,sql,ssrf,"
    "timesql,upload,xss,xxe"
)
# What would end the crawl's own session or lock its account.
LEFT_ALONE = ("logout", "password", "second-factor", "sessions/", "tokens/", "users/")
# What is answered while the database is busy.
BUSY = 503
# The last line of a traceback in the log.
RAISED = re.compile(r"[\w.]+(Error|Exception)\b")
# On loopback there is no TLS, which these speak about.
WITHOUT_TLS = frozenset({"Secure Flag cookie", "HTTP Strict Transport Security (HSTS)"})


@dataclass(frozen=True)
class Crawled:
    """What a crawl found: wapiti's complaints, the answers of the server by status and those 5xx,
    whether the session was still good at the end, and why wapiti did not end by itself."""

    weaknesses: Sequence[str]
    answers: Counter[int]
    broken: Sequence[str]
    alive: bool
    cut: str = ""


def ask(address: str, path: str, token: str = "", data: object = None) -> bytes:
    """What the API answers."""
    headers = {"Content-Type": "application/json"}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    body = None if data is None else json.dumps(data).encode()
    with urlopen(Request(f"{address}/api/v1{path}", body, headers), timeout=30) as answer:
        return bytes(answer.read())


def log_in(site: Site, role: str) -> str:
    """A token for one of the demo's people."""
    name = f"demo-{role}"
    login = {"username": name, "password": site.passwords[name]}
    return str(json.loads(ask(site.address, "/accounts/login", data=login))["token"])


def crawl(site: Site, role: str, seconds: int, folder: Path, within: int | None) -> Crawled:
    """Let wapiti loose as somebody of that role, or as nobody; `within` so many seconds at most."""
    log, report = folder / "server.log", folder / "report.json"
    token = log_in(site, role) if role else ""
    document = json.loads(ask(site.address, "/openapi.json", log_in(site, "admin")))
    for path in [it for it in document["paths"] if _left_alone(it)]:
        del document["paths"][path]
    operations = folder / "openapi.json"
    operations.write_text(json.dumps(document), "utf-8")
    before = log.stat().st_size
    scan = 60 if within is None else max(5, within // 4)
    limits = ["--max-scan-time", str(scan), "--max-attack-time", str(seconds), "--timeout", "30"]
    told = ["--format", "json", "--output", str(report), "--flush-session", "--no-bugreport"]
    stores = ["--store-session", str(folder / "session"), "--store-config", str(folder / "config")]
    identity = ["--header", f"Authorization: Bearer {token}"] if token else []
    target = ["--url", f"{site.address}/", "--swagger", str(operations), "--module", ATTACKS]
    cut = ""
    try:
        subprocess.run(
            [WAPITI, *target, *identity, *limits, *told, *stores, "--verbose", "0"],
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            timeout=within or 60 + 40 * seconds,
        )
    except (OSError, subprocess.SubprocessError) as error:
        if within is None:
            raise
        cut = type(error).__name__
    with log.open() as written:
        written.seek(before)
        lines = written.read().splitlines()
    answers = [it for it in map(json.loads, _json(lines)) if it["event"] == "request"]
    found = json.loads(report.read_text("utf-8"))["vulnerabilities"] if report.exists() else {}
    broken = {it for it in range(500, 600) if within is None or it != BUSY}
    return Crawled(
        [
            f"{kind}: {each['method']} {each['path']} {each['info']}"
            for kind, several in found.items()
            for each in several
            if kind not in WITHOUT_TLS
        ],
        Counter(it["status"] for it in answers),
        [f"{it['status']} {it['method']} {it['path']}" for it in answers if it["status"] in broken]
        + [line for line in lines if RAISED.match(line)],
        _alive(site, token) if role else True,
        cut,
    )


def _json(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.startswith("{")]


def _left_alone(path: str) -> bool:
    _, found, rest = path.partition("/accounts/")
    return bool(found) and rest.startswith(LEFT_ALONE)


def _alive(site: Site, token: str) -> bool:
    try:
        return bool(ask(site.address, "/accounts/me", token))
    except HTTPError as error:
        return error.code == BUSY


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", nargs="?", type=int, default=20)
    parser.add_argument("roles", nargs="*", default=ROLES)
    parser.add_argument("--within", type=int)
    asked = parser.parse_args()
    failed = False
    for role in asked.roles:
        # An installation for each: what one role has done must not bar the next one's way.
        with tempfile.TemporaryDirectory() as at, serving(Path(at)) as site:
            result = crawl(site, role, asked.seconds, Path(at), asked.within)
        answers = ", ".join(
            f"{count} × {status}" for status, count in sorted(result.answers.items())
        )
        print(f"{role or 'nobody'}: {result.answers.total()} answers ({answers})", flush=True)
        for line in (*sorted(set(result.weaknesses)), *sorted(set(result.broken))):
            print(f"  {line}")
        if result.cut:
            print(f"  wapiti did not end by itself ({result.cut}): judged by the answers alone")
        if not result.alive:
            print("  the session did not outlive the crawl")
        failed |= bool(result.weaknesses or result.broken or not result.alive)
    sys.exit(int(failed))


if __name__ == "__main__":
    main()
