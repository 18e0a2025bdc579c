"""The queue that wakes the worker: huey, kept beside the database it serves, or in Redis.

Which job there is, and who does it, stands in the database alone: what a queue loses is sent again.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from time import monotonic
from typing import Any

import psycopg
import structlog
from huey import PostgresHuey, RedisHuey, SqliteHuey
from huey.api import Huey

from inventory.core import database
from inventory.core.settings import Settings
from inventory.registry.jobs import parts, service
from inventory.registry.jobs.models import Job

try:
    from redis import RedisError
except ImportError:  # the extra `redis`
    RedisError = OSError  # type: ignore[assignment]

log = structlog.get_logger()
# An idle worker looks so often, in s: after ten, as huey has it, a night is half over.
PAUSE = 0.25
# How long a request waits for a job that may be done at once, and how often it looks, in s.
PATIENCE, LOOK = 1.2, 0.05
# What somebody waits for goes before what is fetched later. (A queue in Redis has no order.)
PRIORITY = {"read_import": 2.0, "import": 1.0, "undo_import": 1.0, "export": -1.0}
ERRORS = (psycopg.Error, sqlite3.Error, RedisError, OSError)


class Queue:
    """Sends job ids to the worker; opened when first used, for most requests send nothing."""

    def __init__(self, settings: Settings, is_attended: Callable[[], bool] = lambda: False) -> None:
        self._settings, self._is_attended = settings, is_attended

    @cached_property
    def huey(self) -> Huey:
        return _storage(self._settings)

    @cached_property
    def _run(self) -> Callable[..., Any]:
        return self.huey.task(name="run_job")(self._do)

    def _do(self, job_id: int) -> None:
        with database.connection(), parts.waking(self.send), suppress(Job.DoesNotExist):
            service.run(job_id)  # the part of a whole that is over has gone with it

    def send(self, job_id: int) -> None:
        """Wake a worker for a job; call after the transaction that created it has ended.

        The row is the truth: what cannot be sent now the worker finds when it looks.
        """
        for _ in range(2):  # the first may find a connection that died with its server
            try:
                self._run(job_id, priority=self._priority(job_id))
            except ERRORS as error:
                log.warning("job_not_sent", job=job_id, error=str(error))
                continue
            return

    def _priority(self, job_id: int) -> float | None:
        if not self.huey.storage.priority:
            return None
        return PRIORITY.get(service.kind_of(job_id))

    def hasten(self, job_id: int, patience: float = PATIENCE) -> None:
        """Have a job done, and wait for it, `patience` s at most; without a worker it is done here.

        Call after the transaction that created it has ended.
        """
        if not self._is_attended():
            service.run(job_id)
            return
        self.send(job_id)
        end = monotonic() + patience
        while monotonic() < end and service.is_open(job_id):
            threading.Event().wait(LOOK)

    def consumer(self, workers: int = 1) -> Any:
        """The worker process's loop."""
        # The consumer must know the task before it reads the queue, even if nothing is sent.
        _ = self._run
        return self.huey.create_consumer(workers=workers, periodic=False, max_delay=PAUSE)

    def look(self) -> None:
        """Send the jobs without a worker: left by a dead one, or queued and never sent."""
        with database.connection():
            left = service.unfinished()
        if left and self._is_empty():
            for job_id in left:
                self.send(job_id)

    def _is_empty(self) -> bool:
        """Whether nothing waits in the queue; of one that does not answer nobody knows."""
        try:
            return bool(self.huey.pending_count() == 0)
        except ERRORS as error:
            log.warning("queue_does_not_answer", error=str(error))
            return False

    def close(self) -> None:
        """Give back the queue's own connection, if one was opened."""
        if "huey" in self.__dict__:
            self.huey.storage.close()


def _storage(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("huanxin", url=settings.redis_url, results=False)
    if settings.database_url:
        return PostgresHuey("huanxin", dsn=database.line(settings.database_url))
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("huanxin", filename=str(settings.queue_path))
