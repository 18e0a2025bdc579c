"""A victim: a process that does one piece of work and dies by SIGKILL where it is told.

Victims are forked from a process that has loaded the program and done nothing yet, so that one
costs a few milliseconds instead of a start. (Only there: a process in which polars has worked must
not be forked.)
"""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from inventory.app import schedule, wiring
from inventory.app.backups import restoring
from inventory.app.factory import create_app
from inventory.core import clock, database
from inventory.core.access import SYSTEM
from inventory.core.settings import Settings
from inventory.enforcement.notices import service as notices
from inventory.intake.imports import background, committing
from inventory.registry.jobs import service as jobs
from inventory.registry.notifications import sending, waking

CONTEXT = get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])
PATIENCE = 120.0
# What the victims' lines to PostgreSQL are called, to tell them from the test's own.
LINES = "victim"


@dataclass(frozen=True)
class Death:
    """Where to die: at a function (`module:name`), after so many calls that went well; `after` the
    deadly call has done its work instead of before it.
    """

    place: str
    calls: int = 0
    after: bool = False

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.place.rpartition('.')[2]} {self.calls}"


Work = Callable[[Settings, Any], object]


def _job(_settings: Settings, number: int) -> object:
    return jobs.run(number)


def _reading(_settings: Settings, asked: tuple[int, int]) -> object:
    number, background.BATCH = asked
    return jobs.run(number)


def _night(settings: Settings, _nothing: None) -> object:
    return schedule.tick(settings)


def _deliver(_settings: Settings, _nothing: None) -> object:
    sending.AT_ONCE, sending.BATCH = 2, 5
    params = {"public_url": "", "private_targets": "127.0.0.1"}
    return waking.run(params, lambda _done, _total: None)


def _commit(_settings: Settings, key: int) -> object:
    committing.BATCH = 10
    return committing.commit(key)


def _issue(_settings: Settings, drafts: list[int]) -> object:
    return [notices.issue(SYSTEM, key) for key in drafts]


def _restore(settings: Settings, source: Path) -> object:
    database.db.close()
    return restoring.restore(settings, source)


def _request(settings: Settings, asked: Mapping[str, Any]) -> object:
    """One request to the web service."""
    app = create_app(settings)
    headers = {"Authorization": f"Bearer {asked['token']}"}
    return app.test_client().patch(asked["path"], json=asked["json"], headers=headers)


WORKS: dict[str, Work] = {
    "job": _job,
    "reading": _reading,
    "night": _night,
    "deliver": _deliver,
    "commit": _commit,
    "issue": _issue,
    "restore": _restore,
    "request": _request,
}


def start(settings: Settings, work: str, argument: Any, death: Death | None = None) -> Any:
    """Begin a piece of work in a process of its own; wait with `ended`."""
    victim = CONTEXT.Process(target=_victim, args=(settings, work, argument, death, clock.now()))
    victim.start()
    return victim


def ended(victim: Any) -> int:
    """How it ended: -9 by SIGKILL, 0 with its work done."""
    victim.join(PATIENCE)
    return int(victim.exitcode)


def killed(settings: Settings, work: str, argument: Any, death: Death) -> None:
    """Have a piece of work done by somebody who dies at it."""
    assert ended(start(settings, work, argument, death)) == -signal.SIGKILL
    forget(settings)


def forget(settings: Settings) -> None:
    """Let PostgreSQL give up what the dead have begun: it keeps their rows locked until it notices
    that they are gone, and who comes next passes over what is locked.
    """
    if settings.database_url:
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            ends = "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
            mine = "WHERE datname = current_database() AND application_name = %s"
            connection.execute(f"{ends} {mine}", (int(PATIENCE * 1000), LINES))


def _victim(
    settings: Settings, work: str, argument: Any, death: Death | None, now: datetime
) -> None:
    os.environ["PGAPPNAME"] = LINES
    wiring.wire()
    database.connect(settings)
    if death is not None:
        arm(death, lambda: os.kill(os.getpid(), signal.SIGKILL))
    with clock.frozen(now), database.connection():
        WORKS[work](settings, argument)


def arm(death: Death, fate: Callable[[], object]) -> None:
    """Let something befall this process where it is told."""
    module, _, path = death.place.partition(":")
    owner: Any = importlib.import_module(module)
    *outer, name = path.split(".")
    for part in outer:
        owner = getattr(owner, part)
    function, calls = getattr(owner, name), []

    def watched(*args: Any, **kwargs: Any) -> Any:
        calls.append(1)
        if len(calls) != death.calls + 1:
            return function(*args, **kwargs)
        if not death.after:
            fate()
        result = function(*args, **kwargs)
        if death.after:
            fate()
        return result

    setattr(owner, name, watched)
