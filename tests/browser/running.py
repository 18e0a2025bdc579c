"""The real server on a demo database, with its worker and scheduler; and a real browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 375, "height": 740}
Visit = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """Where the server listens, and the demo's passwords by user name."""

    address: str
    passwords: dict[str, str]


def browser_path() -> str:
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise RuntimeError("No Chromium found: install it (Debian: apt-get install chromium)")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[str]) -> None:
    """Ask until the server answers; its first line says that it is about to listen."""
    assert process.stdout is not None
    if not process.stdout.readline():
        raise RuntimeError("The server ended at once")
    for _ in range(1000):
        with suppress(URLError, TimeoutError), urlopen(f"{address}/health", timeout=5):
            return
    raise RuntimeError(f"Nothing listens at {address}")


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Make the demo in `folder` and serve it until the end."""
    if not (ROOT / "static" / "dist" / "index.html").is_file():
        raise RuntimeError("The pages have not been built: make front")
    environment = {**os.environ, "HUANXIN_DATA_DIR": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, str(ROOT / "app.py")]
    demo = subprocess.run(
        [*command, "demo", "--no-serve"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    passwords = dict(re.findall(r"^  (demo-\w+)  (\S+)", demo.stdout, flags=re.M))
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    served = {**environment, "HUANXIN_DATA_DIR": str(folder / "demo"), "HUANXIN_PORT": str(port)}
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(
            [*command, "serve"], env=served, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            wait_until_up(address, process)
            yield Site(address, passwords)
        finally:
            process.terminate()
            process.communicate(timeout=120)


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium of the system; as root it cannot have its sandbox."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=browser_path(), args=arguments)
        yield browser
        browser.close()


def open_free(page: Page, kind: str, verdict: str) -> None:
    """Open the page of the first such device whose enterprise has no case."""
    origin = page.evaluate("location.origin")

    def listed(path: str) -> Any:
        return page.request.get(f"{origin}/api/v1/{path}").json()["items"]

    busy = {case["enterprise_id"] for case in listed("cases?state=open")}
    found = listed(f"equipment?kind={kind}&verdict={verdict}&use_state=在用")
    free = next(item for item in found if item["enterprise_id"] not in busy)
    page.goto(f"/equipment/{free['id']}")


def sign(site: Site, page: Page) -> None:
    """Let the other three do their part for the draft on the page: officers, review, approval."""

    def call(who: str, method: str, path: str, data: object = None) -> Any:
        answer = page.request.fetch(
            f"{site.address}/api/v1{path}",
            method=method,
            headers={"Authorization": f"Bearer {tokens[who]}"} if who else {},
            **({"data": data} if data is not None else {}),
        )
        assert answer.ok, answer.text()
        return answer.json()

    tokens: dict[str, str] = {}
    for who in ("inspector", "reviewer", "leader"):
        login = {"username": f"demo-{who}", "password": site.passwords[f"demo-{who}"]}
        tokens[who] = call("", "POST", "/accounts/login", login)["token"]
    draft = call("inspector", "GET", f"/notices/{page.url.rsplit('/', 1)[-1]}")
    case = call("inspector", "GET", f"/cases/{draft['case_id']}")
    people = call("inspector", "GET", f"/cases/officers?region={case['region']}")
    officers = [item["user_id"] for item in people if item["certificate_no"]]
    path = f"/cases/{case['id']}"
    call(
        "inspector",
        "PUT",
        f"{path}/officers",
        {"version": case["version"], "officers": officers[:2]},
    )
    version = call("inspector", "GET", path)["version"]
    call("inspector", "POST", f"{path}/notice", {"version": version, "reason": "抽查"})
    call("inspector", "PATCH", f"/notices/{draft['id']}", {"version": draft["version"]})
    for who, move in (("inspector", "submit"), ("reviewer", "review"), ("leader", "approve")):
        version = call(who, "GET", path)["version"]
        if move == "review":
            points = [{"matter": "事实是否清楚", "passed": True}]
            call(who, "POST", f"{path}/review", {"version": version, "points": points})
        else:
            call(who, "POST", f"{path}/moves", {"version": version, "move": move})
    page.reload()


# A request as the pages make it, for what a test needs beforehand or a reader sends by hand.
SEND = """async ([method, path, body]) => {
    const token = /huanxin_csrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
    const answer = await fetch(`/api/v1${path}`, {
        method,
        body: body && JSON.stringify(body),
        headers: {"Content-Type": "application/json", "X-CSRF-Token": token},
    });
    return [answer.status, await answer.json().catch(() => null)];
}"""


def send(page: Page, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    status, answer = page.evaluate(SEND, [method, path, body])
    return status, answer


def log_in(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
    expect(page).not_to_have_url(re.compile("/login"))


COUNT_STEPS = """() => {
    window.steps = 0;
    const pressed = ["file", "checkbox", "radio"];
    const counts = (event) => event.type === "change"
        ? pressed.includes(event.target.type) : event.target.closest("button, a");
    const count = (event) => { if (counts(event)) window.steps += 1; };
    for (const type of ["click", "change"]) addEventListener(type, count, true);
}"""


@contextmanager
def at_most(page: Page, steps: int) -> Iterator[None]:
    """What is done to a page takes no more presses of buttons and links, ticks and chosen files.

    The page must not be loaded anew meanwhile. What is typed is no step.
    """
    page.evaluate(COUNT_STEPS)
    yield
    counted = page.evaluate("window.steps")
    assert 0 < counted <= steps, f"{counted} steps, not {steps}"


def read(place: Locator) -> str:
    """The words of a place as they are shown: a page in the making shows none yet."""
    expect(place).to_be_visible()
    return place.inner_text()
