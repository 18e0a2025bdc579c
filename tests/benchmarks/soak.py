"""A served installation over a while: does its memory, its files, its threads or its log grow?

``python -m tests.benchmarks.soak [--minutes N] [--people N] [--devices D] [--postgres]``: web
server, worker and scheduler as ``app.py serve`` starts them. People click as in
``tests.benchmarks.load``; one of them has a list imported and an export made every half a minute.
Each process is looked at every two seconds. The first third is warming up and not counted; the rest
is cut into twelve parts, and a line is laid through their means: its slope in MB per hour, with the
interval in which it lies by 95 of 100.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import psutil

from inventory.core import database
from inventory.core.database import db
from inventory.core.settings import Settings
from tests.benchmarks import load
from tests.benchmarks.counts import ledger
from tests.benchmarks.load import Person
from tests.benchmarks.process import ROOT, report

LOOK = 2.0
CLERK = 30.0
PARTS = 12
# Student's t for 95 of 100 on both sides, with PARTS - 2 degrees of freedom.
T = 2.228
MB = 1e6


@dataclass(frozen=True)
class Seen:
    """What one process had at a moment: seconds since the start, MB, open files, threads."""

    at: float
    memory: float
    files: int
    threads: int


@dataclass(frozen=True)
class Slope:
    """Change per hour of a measure, and half of the interval in which it lies by 95 of 100."""

    per_hour: float
    give: float

    def __str__(self) -> str:
        return f"{self.per_hour:+.1f} ± {self.give:.1f} an hour"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--people", type=int, default=5)
    parser.add_argument("--devices", type=int, default=20_000)
    parser.add_argument("--postgres", action="store_true")
    asked = parser.parse_args()
    with ledger(asked.devices, None, postgres=asked.postgres) as settings:
        soak(settings, asked.minutes * 60, asked.people, asked.devices)


def soak(settings: Settings, seconds: float, number: int, devices: int) -> None:
    """Serve, click, look, tell."""
    port = load.free_port()
    people = [load._person(one, devices, port) for one in range(number)]
    command = [sys.executable, "app.py", "serve", "--port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=load.surroundings(settings), stdout=subprocess.DEVNULL
    )
    try:
        load._await(server, port)
        begun = time.perf_counter()
        until = begun + seconds
        threads = [threading.Thread(target=who.work, args=(until,)) for who in people]
        threads.append(threading.Thread(target=clerk, args=(people[0], until)))
        for thread in threads:
            thread.start()
        seen: dict[str, list[Seen]] = defaultdict(list)
        logs: list[tuple[float, float]] = []
        while (now := time.perf_counter()) < until:
            for name, process in processes(server.pid, settings):
                if (one := look(process, now - begun)) is not None:
                    seen[name].append(one)
            logs.append((now - begun, log_size(settings)))
            time.sleep(LOOK)
        for thread in threads:
            thread.join()
    finally:
        server.terminate()
        server.wait()
    tell(seen, logs, seconds)
    clicks = sum((who.answers for who in people), Counter[int]())
    failed = sum(count for status, count in clicks.items() if not 200 <= status < 400)
    note = f"{clicks.total():,} clicks, by status: {dict(sorted(clicks.items()))}"
    report("errors", failed, "", "0", note)
    for step, text in {step: text for who in people for step, text in who.troubles.items()}.items():
        print(step, text, file=sys.stderr)


def clerk(person: Person, until: float) -> None:
    """Work for the worker: a list that is committed, and an export of the county."""
    random = Random(person.number)
    wanted = {"format": "csv", "filters": {"region": person.county}}
    while time.perf_counter() < until:
        status, answer = upload(person, random)
        note(person, "upload", status, answer)
        if status == 201:
            path = f"/imports/{load._value(answer)['id']}/commit"
            note(person, "commit", *person.send("POST", path, {}))
        note(person, "export", *person.send("POST", "/exports", wanted))
        time.sleep(min(CLERK, max(0.0, until - time.perf_counter())))


def note(person: Person, step: str, status: int, answer: bytes) -> None:
    """Count an answer, and keep what a refusal says."""
    person.answers[status] += 1
    if not 200 <= status < 400:
        person.troubles.setdefault(f"{step} {status}", answer.decode()[:500])


def upload(person: Person, random: Random) -> load.Answer:
    """A list of fifty transformers."""
    head = "设备名称,型号,出厂编号,出厂日期,使用状态,使用单位\n"
    numbers = random.sample(range(10_000_000), 50)
    rows = "".join(f"变压器,S9-315/10,K{one},2001-05,在用,浸泡厂\n" for one in numbers)
    mark = "huanxin-soak"
    body = (
        f'--{mark}\r\nContent-Disposition: form-data; name="region"\r\n\r\n{person.county}\r\n'
        f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="l.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n{head}{rows}\r\n--{mark}--\r\n"
    )
    form = f"multipart/form-data; boundary={mark}"
    return person.ask("/imports", "POST", body.encode(), form)


def processes(server: int, settings: Settings) -> list[tuple[str, psutil.Process]]:
    """Web server, worker, scheduler and what they start, by name; PostgreSQL's own, too."""
    web = psutil.Process(server)
    found = [(f"{name(one)} ({one.pid})", one) for one in (web, *web.children(recursive=True))]
    if settings.database_url:
        (number,) = db.execute_sql("SELECT pg_backend_pid()").fetchone()
        postmaster = psutil.Process(number).parent()
        found += [("postmaster", postmaster)] if postmaster else []
    return found


def name(process: psutil.Process) -> str:
    """What a process is called by: the command of ours, else its program."""
    try:
        words = process.cmdline()
        own = [words[at + 1] for at, word in enumerate(words[:-1]) if word.endswith("app.py")]
        return own[0] if own else process.name()
    except psutil.Error:
        return "gone"


def look(process: psutil.Process, at: float) -> Seen | None:
    """What a process has; None where it has just ended."""
    try:
        with process.oneshot():
            # What it has for itself: the pages of the ledger's file are the system's.
            memory = process.memory_info().rss - process.memory_info().shared
            return Seen(at, memory / MB, process.num_fds(), process.num_threads())
    except psutil.Error:
        return None


def log_size(settings: Settings) -> float:
    """Of the database's own log, in MB."""
    if settings.database_url:
        with database.connection():
            found = db.execute_sql("SELECT sum(size) FROM pg_ls_waldir()").fetchone()
        return float(found[0]) / MB
    log = Path(f"{settings.sqlite_path}-wal")
    return log.stat().st_size / MB if log.exists() else 0.0


def slope(points: list[tuple[float, float]]) -> Slope:
    """The line through the means of the parts of (seconds, value)."""
    times, values = np.array(points).T
    parts = [part for part in np.array_split(np.arange(len(times)), PARTS) if len(part)]
    x = np.array([times[part].mean() for part in parts]) / 3600
    y = np.array([values[part].mean() for part in parts])
    (rise, start), residue = np.polyfit(x, y, 1), x - x.mean()
    left = y - (rise * x + start)
    error = np.sqrt((left**2).sum() / (len(x) - 2) / (residue**2).sum())
    return Slope(float(rise), float(T * error))


def tell(seen: dict[str, list[Seen]], logs: list[tuple[float, float]], seconds: float) -> None:
    """What grew after the first third, of each process that was there throughout."""
    warm = seconds / 3
    for process, all_of_it in seen.items():
        counted = [one for one in all_of_it if one.at >= warm]
        if len(counted) < PARTS or counted[-1].at - counted[0].at < seconds / 2:
            continue
        grown = slope([(one.at, one.memory) for one in counted])
        note = f"± {grown.give:.1f}; from {counted[0].memory:.0f} to {counted[-1].memory:.0f} MB"
        report(f"memory of {process}", grown.per_hour, "MB/h", note=note)
        for what in ("files", "threads"):
            values = [getattr(one, what) for one in counted]
            note = f"{slope([(one.at, getattr(one, what)) for one in counted])}, from {values[0]}"
            report(f"{what} of {process}, at most", max(values), "", note=note)
    counted_logs = [(at, size) for at, size in logs if at >= warm]
    note = f"{slope(counted_logs)}, last {counted_logs[-1][1]:.1f} MB"
    report("the database's log, at most", max(size for _, size in counted_logs), "MB", note=note)


if __name__ == "__main__":
    main()
