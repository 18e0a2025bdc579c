"""Many people at once against a served installation: what they wait, and what fails.

``python -m tests.benchmarks.load [--people N] [--seconds M] [--devices D] [--postgres]``; with
``make bench BENCH_ARGS=load`` 50 people on SQLite for 60 seconds over 100,000 devices. Each has a
city, clicks about every three seconds (lists, a device, alerts, statistics, the desk, a search,
an edit) and waits for the answer. The server is a process of its own; the people are threads.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import quote

from inventory.core.access import Role
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.registry.equipment.models import Equipment
from tests.benchmarks.counts import ledger
from tests.benchmarks.ledger import COUNTIES, PATTERN, percentile
from tests.benchmarks.process import ROOT, report

PAUSE = 3.0
PASSWORD = "correct horse battery"
WAIT = 60.0


@dataclass
class Person:
    """Somebody with a city of devices, and how long the answers took, in milliseconds."""

    number: int
    secret: str
    region: str
    devices: list[int]
    port: int
    times: list[float] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def work(self, until: float) -> None:
        """Click, read, think, until the time is over."""
        random = Random(self.number)
        time.sleep(random.random() * PAUSE)
        while time.perf_counter() < until:
            started = time.perf_counter()
            self.answers[self._click(random)] += 1
            self.times.append((time.perf_counter() - started) * 1000)
            time.sleep(random.uniform(0.5, 1.5) * PAUSE)

    def _click(self, random: Random) -> int:
        """One step of the mix; the status of the answer, 0 where there was none."""
        step = random.choices(list(STEPS), weights=[weight for weight, _ in STEPS.values()])[0]
        return STEPS[step][1](self, random)

    def ask(self, path: str, method: str = "GET", body: object = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"}
        try:
            sent = None if body is None else json.dumps(body)
            connection.request(method, f"/api{path}", sent, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def edit(self, random: Random) -> int:
        """Another name of a device, as a form sends it."""
        path = f"/equipment/{random.choice(self.devices)}"
        status, text = self.ask(path)
        if status != 200:
            return status
        facts = {"name": f"查看 {random.randrange(1000)}"}
        body = {"version": json.loads(text)["version"], "facts": facts, "reason": "load"}
        return self.ask(path, "PATCH", body)[0]


def _page(path: str) -> Callable[[Person, Random], int]:
    return lambda person, _random: person.ask(path.format(region=person.region))[0]


STEPS: dict[str, tuple[int, Callable[[Person, Random], int]]] = {
    "list": (30, _page("/equipment?region={region}&sort=verdict")),
    "facets": (10, _page("/equipment/facets?region={region}")),
    "device": (20, lambda who, random: who.ask(f"/equipment/{random.choice(who.devices)}")[0]),
    "alerts": (10, _page("/alerts?region={region}")),
    "statistics": (10, _page("/dashboard?region={region}")),
    "desk": (10, _page("/workbench")),
    "search": (5, _page("/search?q=" + quote("S9-315"))),
    "edit": (5, Person.edit),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--keep", type=Path, help="a folder of data to use again")
    asked = parser.parse_args()
    with ledger(asked.devices, asked.keep, postgres=asked.postgres) as settings:
        port = free_port()
        people = [_person(number, asked.devices, port) for number in range(asked.people)]
        with served(settings, port):
            until = time.perf_counter() + asked.seconds
            threads = [threading.Thread(target=who.work, args=(until,)) for who in people]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    tell(people, asked.seconds)


def _person(number: int, devices: int, port: int) -> Person:
    county = COUNTIES[number % max(devices // PATTERN, 1)]
    region = f"{county[:4]}00"  # the bench makes up its counties, the cities are real
    name = f"load{time.time_ns()}"
    user = accounts.create_user(name, "负载", PASSWORD, Role.INSPECTOR, [region])
    secret = sessions.issue_token(sessions.actor_for(user), "load", timedelta(hours=2))[0]
    ids = Equipment.select(Equipment.id).where(Equipment.region == county).limit(500)
    return Person(number, secret, region, [key for (key,) in ids.tuples()], port)


@contextmanager
def served(settings: Settings, port: int) -> Iterator[None]:
    """The web server of this installation, without worker and scheduler."""
    environment = {
        **os.environ,
        "HUANXIN_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "HUANXIN_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "app.py", "serve", "--web-only", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    try:
        _await(process, port)
        yield
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + WAIT
    while time.monotonic() < until and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=WAIT)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    raise RuntimeError("the server did not start")


def tell(people: list[Person], seconds: int) -> None:
    times = [spent for who in people for spent in who.times]
    answers = sum((who.answers for who in people), Counter[int]())
    failed = sum(count for status, count in answers.items() if not 200 <= status < 400)
    note = f"{len(people)} people, {seconds} s, {len(times):,} clicks"
    report("half of the answers within", sorted(times)[len(times) // 2], "ms", note=note)
    report("95 of 100 within", percentile(times), "ms", "at most 300")
    report("answers a second", len(times) / seconds, "")
    report("errors", failed, "", "0", ", ".join(f"{s}: {n}" for s, n in sorted(answers.items())))


if __name__ == "__main__":
    main()
