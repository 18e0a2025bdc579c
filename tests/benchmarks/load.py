"""Many people at once against a served installation: what they wait, and what fails.

``python -m tests.benchmarks.load [--people N] [--seconds M] [--devices D] [--postgres]
[--processes N] [--importing]``; with ``make bench BENCH_ARGS=load`` 50 people on SQLite for 60
seconds over 100,000 devices. Each has a city, clicks about every three seconds (lists, a device, a
form, alerts, statistics, the desk, a search, reports, an edit, an upload) and waits for the answer,
which comes packed as for a browser; the server logs as it does anywhere.
The server is a process of its own, with ``--processes`` it is gunicorn as docs/operations.md has
it; the people are threads. ``--importing`` brings in 20,000 rows beside them.
What was refused or failed is told with its step and the first answer's text; so is the processor
time of a click: the web server's, PostgreSQL's and that of the people, who share the machine.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import psutil

from inventory.core import database
from inventory.core.access import Role
from inventory.core.database import db
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from inventory.people.accounts import sessions
from inventory.registry.equipment.models import Equipment
from seeds.county import county
from seeds.county.workbook import write_workbook
from tests.benchmarks.counts import ledger
from tests.benchmarks.ledger import COUNTIES, PATTERN, percentile
from tests.benchmarks.process import ROOT, report

PAUSE = 3.0
PASSWORD = "correct horse battery"
WAIT = 60.0
JSON = "application/json"
Answer = tuple[int, bytes]


@dataclass
class Person:
    """Somebody with a city of devices, and how long the answers took, in milliseconds."""

    number: int
    secret: str
    county: str
    region: str
    devices: list[int]
    own: list[int]
    port: int
    times: list[tuple[str, float]] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)
    troubles: dict[str, str] = field(default_factory=dict)

    def work(self, until: float) -> None:
        """Click, read, think, until the time is over."""
        random = Random(self.number)
        time.sleep(random.random() * PAUSE)
        while time.perf_counter() < until:
            step = random.choices(list(STEPS), weights=[weight for weight, _ in STEPS.values()])[0]
            started = time.perf_counter()
            self.answers[self._click(step, random)] += 1
            self.times.append((step, (time.perf_counter() - started) * 1000))
            time.sleep(random.uniform(0.5, 1.5) * PAUSE)

    def _click(self, step: str, random: Random) -> int:
        """One step of the mix; the status of the answer, 0 where there was none."""
        status, text = STEPS[step][1](self, random)
        if not 200 <= status < 400:
            self.troubles.setdefault(f"{step} {status}", text.decode(errors="replace")[:500])
        return status

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, form: str = JSON
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        headers = {
            "Authorization": f"Bearer {self.secret}",
            "Content-Type": form,
            "Accept-Encoding": "gzip",  # as every browser asks
        }
        try:
            connection.request(method, f"/api/v1{path}", body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError as error:
            return 0, str(error).encode()
        finally:
            connection.close()

    def send(self, method: str, path: str, body: object) -> Answer:
        return self.ask(path, method, json.dumps(body).encode())

    def edit(self, random: Random) -> Answer:
        """Another name of a device, as a form sends it."""
        device = random.choice(self.own)
        path = f"/equipment/{device}"
        status, text = self.ask(path)
        if status != 200:
            return status, text
        # A number of its own, for the copies of the ledger share theirs with their first.
        facts = {"name": f"查看 {random.randrange(1000)}", "serial_no": f"L{device}"}
        body = {"version": _value(text)["version"], "facts": facts, "reason": "load"}
        return self.send("PATCH", path, body)

    def upload(self, random: Random) -> Answer:
        """A list of ten transformers, read and shown, and put away again."""
        head = "设备名称,型号,出厂编号,出厂日期,使用状态\n"
        numbers = random.sample(range(10_000_000), 10)
        text = head + "".join(f"变压器,S9-315/10,L{number},2001-05,在用\n" for number in numbers)
        mark = "huanxin-load"
        parts = (
            f'--{mark}\r\nContent-Disposition: form-data; name="region"\r\n\r\n{self.county}\r\n'
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="l.csv"\r\n'
            f"Content-Type: text/csv\r\n\r\n{text}\r\n--{mark}--\r\n"
        )
        form = f"multipart/form-data; boundary={mark}"
        status, answer = self.ask("/imports", "POST", parts.encode(), form)
        if status != 201:
            return status, answer
        return self.ask(f"/imports/{_value(answer)['id']}", "DELETE")


def _value(answer: bytes) -> Any:
    """What an answer says; it is packed from a certain length on."""
    return json.loads(gzip.decompress(answer) if answer.startswith(b"\x1f\x8b") else answer)


Step = Callable[[Person, Random], Answer]


def _page(path: str) -> Step:
    return lambda person, _random: person.ask(path.format(region=person.region))


def _device(person: Person, random: Random) -> Answer:
    return person.ask(f"/equipment/{random.choice(person.devices)}")


def _form(person: Person, _random: Random) -> Answer:
    facts = {"model": "S7-315/10", "rated_capacity_kva": 315}
    body = {"kind": "transformer", "region": person.county, "facts": facts}
    return person.send("POST", "/assessments/preview", body)


STEPS: dict[str, tuple[int, Step]] = {
    "list": (30, _page("/equipment?region={region}&sort=verdict")),
    "facets": (10, _page("/equipment/facets?region={region}")),
    "device": (20, _device),
    "form": (8, _form),
    "alerts": (10, _page("/alerts?region={region}")),
    "statistics": (8, _page("/dashboard?region={region}")),
    "desk": (8, _page("/workbench")),
    "search": (5, _page("/search?q=" + quote("S9-315"))),
    "reports": (3, _page("/reports")),
    "edit": (5, Person.edit),
    "upload": (2, Person.upload),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--devices", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--processes", type=int, default=1, help="of the web server")
    parser.add_argument("--importing", action="store_true", help="20,000 rows beside them")
    parser.add_argument("--keep", type=Path, help="a folder of data to use again")
    asked = parser.parse_args()
    with ledger(asked.devices, asked.keep, postgres=asked.postgres) as settings:
        port = free_port()
        people = [_person(number, asked.devices, port) for number in range(asked.people)]
        with (
            served(settings, port, asked.processes) as server,
            importing(settings, asked.importing),
        ):
            until = time.perf_counter() + asked.seconds
            threads = [threading.Thread(target=who.work, args=(until,)) for who in people]
            before = spent(server, settings)
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            after = spent(server, settings)
    tell(people, asked.seconds)
    clicks = sum(len(who.times) for who in people)
    for who, used in after.items():
        milliseconds = (used - before[who]) * 1000 / clicks
        report(f"processor time of a click, {who}", milliseconds, "ms")


def spent(server: int, settings: Settings) -> dict[str, float]:
    """Processor time in s that was used so far, by who used it."""
    web = _of_family(psutil.Process(server))
    found = {"the web server": web, "the people": time.process_time()}
    if settings.database_url:
        with database.connection():
            (number,) = db.execute_sql("SELECT pg_backend_pid()").fetchone()
        found["PostgreSQL"] = _of_family(psutil.Process(number).parent())
    return found


def _of_family(process: psutil.Process) -> float:
    """Of a process, what it started, and what has ended of that."""
    whole = process.cpu_times()
    ended = whole.children_user + whole.children_system
    return float(whole.user + whole.system + ended) + sum(map(_of_family, process.children()))


def _person(number: int, devices: int, port: int) -> Person:
    place = COUNTIES[number % max(devices // PATTERN, 1)]
    region = f"{place[:4]}00"
    name = f"load{time.time_ns()}"
    user = accounts.create_user(name, "负载", PASSWORD, Role.INSPECTOR, [region])
    secret = sessions.issue_token(sessions.actor_for(user), "load", timedelta(hours=2))[0]
    of_place = Equipment.select(Equipment.id).where(Equipment.region == place).limit(500)
    devices_of = [key for (key,) in of_place.tuples()]
    transformers = of_place.where(Equipment.kind == "transformer").tuples()
    own = [key for (key,) in transformers]
    return Person(number, secret, place, region, devices_of, own, port)


@contextmanager
def served(settings: Settings, port: int, processes: int = 1) -> Iterator[int]:
    """The web server of this installation, without worker and scheduler; its process's number."""
    command = [sys.executable, "app.py", "serve", "--web-only", "--port", str(port)]
    if processes > 1:
        where = ["--bind", f"127.0.0.1:{port}", "--workers", str(processes), "--threads", "4"]
        command = [sys.executable, "-m", "gunicorn", *where, "--log-level", "error", "app:app"]
    # Each request is logged, as by every installation.
    environment = {**surroundings(settings), "HUANXIN_LOG_LEVEL": "INFO"}
    with (settings.data_dir / "web.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        _await(process, port)
        before = _memory(process.pid)
        yield process.pid
        report("memory of the server", _memory(process.pid), "MB", "", f"{before:.0f} at first")
    finally:
        process.terminate()
        process.wait()


def surroundings(settings: Settings) -> dict[str, str]:
    """What tells another process of the product which installation it serves."""
    return {
        **os.environ,
        "HUANXIN_DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "HUANXIN_LOG_LEVEL": "ERROR",
    }


def _memory(process: int) -> float:
    """What a process holds in memory, in MB."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def importing(settings: Settings, wanted: bool) -> Iterator[None]:
    """An import of 20,000 transformers from the command line, once, beside what goes on."""
    if not wanted:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        workbook = Path(folder) / "list.xlsx"
        region, kind = COUNTIES[0], "transformer"
        write_workbook(county(devices=20_000, region=region, kind=kind), workbook, kind)
        command = [sys.executable, "app.py", "import", workbook, "--region", region]
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=ROOT, env=surroundings(settings), stdout=subprocess.DEVNULL
        )
        try:
            yield
        finally:
            process.wait()
        took = time.perf_counter() - started
        report("import beside them ended", process.returncode, "", "0", f"within {took:.0f} s")


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
    times = [took for who in people for _, took in who.times]
    answers = sum((who.answers for who in people), Counter[int]())
    failed = sum(count for status, count in answers.items() if not 200 <= status < 400)
    note = f"{len(people)} people, {seconds} s, {len(times):,} clicks"
    report("half of the answers within", sorted(times)[len(times) // 2], "ms", note=note)
    report("95 of 100 within", percentile(times), "ms", "at most 300")
    for step in STEPS:
        of_step = sorted(took for who in people for one, took in who.times if one == step)
        if len(of_step) > 1:
            note = f"half within {of_step[len(of_step) // 2]:.0f} ms, {len(of_step):,} clicks"
            report(f"95 of 100 within: {step}", percentile(of_step), "ms", note=note)
    report("answers a second", len(times) / seconds, "")
    for step, text in {step: text for who in people for step, text in who.troubles.items()}.items():
        print(step, text, file=sys.stderr)
    report("errors", failed, "", "0", ", ".join(f"{s}: {n}" for s, n in sorted(answers.items())))


if __name__ == "__main__":
    main()
