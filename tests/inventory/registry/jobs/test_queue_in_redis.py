"""The queue may lie in Redis; the row of a job stays the truth, so losing Redis loses nothing."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redis import ConnectionError as Unreachable
from redis import Redis

from inventory.app import checking
from inventory.app.health.levels import BAD, GOOD
from inventory.core import database, environment
from inventory.core.errors import AppError
from inventory.core.settings import Settings
from inventory.registry.jobs import service
from inventory.registry.jobs.queue import Queue


class Server:
    """Debian's redis-server on a socket of the test's own, keeping nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.url = f"unix://{folder}/redis.sock"
        self.start()

    def start(self) -> None:
        options = ("--port", "0", "--unixsocket", f"{self._folder}/redis.sock", "--save", "")
        command = ["redis-server", *options, "--dir", str(self._folder)]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if b"ready to accept connections" in line.lower():
                return
        raise AssertionError("redis-server did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    yield server
    server.kill()


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, ledger: Settings) -> list[Any]:
    done: list[Any] = []
    monkeypatch.setattr(service, "_kinds", {"count": lambda params, _progress: done.append(params)})
    return done


@pytest.fixture
def queue(redis: Server, ledger: Settings) -> Iterator[Queue]:
    made = Queue(replace(ledger, redis_url=redis.url))
    yield made
    made.close()


def work(queue: Queue) -> int:
    """Do what waits, as a worker does; how much it was."""
    count = 0
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)
        count += 1
    return count


def test_a_job_goes_through_redis(redis: Server, queue: Queue, runs: list[Any]) -> None:
    queue.send(service.create("count", {"n": 1}).id)
    with Redis.from_url(redis.url) as client:
        assert client.llen("huey.redis.huanxin") == 1
    assert work(queue) == 1
    assert runs == [{"n": 1}]
    with Redis.from_url(redis.url) as client:
        assert client.keys() == []  # results lie in the job's row


def test_what_redis_lost_is_sent_again(redis: Server, queue: Queue, runs: list[Any]) -> None:
    waiting = service.create("count", {"n": 1}).id
    queue.send(waiting)
    redis.kill()
    queue.send(service.create("count", {"n": 2}).id)  # told in the log, and no error for who asked
    queue.look()
    redis.start()
    queue.look()
    queue.look()
    assert work(queue) == 2
    assert sorted(item["n"] for item in runs) == [1, 2]


def test_the_check_tells_whether_it_answers(redis: Server, queue: Queue, ledger: Settings) -> None:
    settings = replace(ledger, redis_url=redis.url)

    def level() -> str:
        database.db.close()
        return next(item.level for item in checking.look(settings) if item.id == "redis")

    assert level() == GOOD
    redis.kill()
    assert level() == BAD
    redis.start()
    assert all(item.id != "redis" for item in checking.look(ledger))


@pytest.mark.parametrize("address", ["redis://", "http://host/0", "host:6379", "unix://"])
def test_a_mistyped_address_is_told_at_the_start(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("HUANXIN_REDIS_URL", address)
    with pytest.raises(AppError, match="HUANXIN_REDIS_URL"):
        environment.read_settings()


def test_without_the_library_it_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUANXIN_REDIS_URL", "redis://host/0")
    monkeypatch.setattr("inventory.core.setting_rules.find_spec", lambda _name: None)
    with pytest.raises(AppError, match="HUANXIN_REDIS_URL"):
        environment.read_settings()


def test_nobody_is_there(ledger: Settings, runs: list[Any], tmp_path: Path) -> None:
    queue = Queue(replace(ledger, redis_url=f"unix://{tmp_path}/nobody.sock"))
    queue.send(service.create("count", {"n": 1}).id)
    with pytest.raises(Unreachable):
        queue.huey.pending_count()
    queue.close()
