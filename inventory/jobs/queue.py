"""The queue that wakes the worker: huey, kept beside the database it serves."""

from __future__ import annotations

from typing import Any

from huey import PostgresHuey, SqliteHuey
from huey.api import Huey

from inventory import database
from inventory.jobs import service
from inventory.settings import Settings


class Queue:
    """Sends job ids to the worker; `tasks` is what huey's consumer runs."""

    def __init__(self, settings: Settings) -> None:
        self.huey: Huey = _storage(settings)
        self._run = self.huey.task(name="run_job")(_run_job)

    def send(self, job_id: int) -> None:
        """Wake a worker for a job; call after the transaction that created it has ended."""
        self._run(job_id)

    def consumer(self, workers: int = 1) -> Any:
        """The worker process's loop; takes up what an earlier worker left behind."""
        with database.connection():
            for job_id in service.unfinished():
                self.send(job_id)
        return self.huey.create_consumer(workers=workers, periodic=False)


def _storage(settings: Settings) -> Huey:
    if settings.database_url:
        return PostgresHuey("huanxin", dsn=settings.database_url)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("huanxin", filename=str(settings.queue_path))


def _run_job(job_id: int) -> None:
    with database.connection():
        service.run(job_id)
