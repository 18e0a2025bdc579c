"""The queue that wakes the worker: huey, kept beside the database it serves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from huey import PostgresHuey, SqliteHuey
from huey.api import Huey

from inventory.core import database
from inventory.core.settings import Settings
from inventory.registry.jobs import service


class Queue:
    """Sends job ids to the worker; opened when first used, for most requests send nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def huey(self) -> Huey:
        return _storage(self._settings)

    @cached_property
    def _run(self) -> Callable[[int], Any]:
        return self.huey.task(name="run_job")(_run_job)

    def send(self, job_id: int) -> None:
        """Wake a worker for a job; call after the transaction that created it has ended."""
        self._run(job_id)

    def consumer(self, workers: int = 1) -> Any:
        """The worker process's loop; takes up what an earlier worker left behind."""
        # The consumer must know the task before it reads the queue, even if nothing is sent.
        run = self._run
        with database.connection():
            for job_id in service.unfinished():
                run(job_id)
        return self.huey.create_consumer(workers=workers, periodic=False)

    def close(self) -> None:
        """Give back the queue's own connection, if one was opened."""
        if "huey" in self.__dict__:
            self.huey.storage.close()


def _storage(settings: Settings) -> Huey:
    if settings.database_url:
        return PostgresHuey("huanxin", dsn=settings.database_url)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("huanxin", filename=str(settings.queue_path))


def _run_job(job_id: int) -> None:
    with database.connection():
        service.run(job_id)
