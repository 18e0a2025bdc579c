"""Bringing a database up: migrations, divisions, agencies."""

from __future__ import annotations

from pathlib import Path

import structlog

from inventory.core import database, migrating
from inventory.core.audit import service as audit
from inventory.core.errors import Conflict, Invalid
from inventory.core.settings import Settings
from standards import installed
from standards.errors import LibraryError

log = structlog.get_logger()


def choose_library(settings: Settings) -> None:
    """Add what stands in the office's own folder to the library, for this process."""
    try:
        installed.choose(Path(settings.library_dir) if settings.library_dir else None)
    except LibraryError as error:
        raise Invalid.of(
            "cli.own_library",
            message=error.message,
            message_en=error.message_en,
            file=error.file,
            entry=error.key,
        ) from error


def prepare(settings: Settings) -> None:
    """Migrate the database that the settings name and load what every installation has."""
    from inventory.app import wiring
    from inventory.enforcement.documents import fonts

    try:
        fonts.configure(settings.body_font, settings.title_font, settings.heading_font)
    except fonts.FontError as error:
        raise Invalid.of("cli.font", message=str(error)) from error
    wiring.wire()
    prepare_ledger(settings)


def prepare_ledger(settings: Settings) -> None:
    """`prepare` for a command that asks nothing of the upper bands: it starts in half the time.

    Of several processes that start together one does it, and the others wait.
    """
    choose_library(settings)
    _refuse_half_a_ledger(settings)
    database.connect(settings)
    with database.alone(settings):
        state = migrating.migration_state()
        if not state.waiting:
            return
        if state.latest:
            _back_up(settings)
        migrating.migrate()
        _load_packs()
        audit.seal_trail()


def _refuse_half_a_ledger(settings: Settings) -> None:
    if (settings.data_dir / database.UNFINISHED).exists():
        raise Conflict.of("backups.unfinished")


def _back_up(settings: Settings) -> None:
    """Keep what an upgrade will change; its files it leaves alone, but a backup is whole."""
    from inventory.app.backups import service as backups

    made = backups.write(settings, backups.next_name(settings, "before-upgrade-"))
    log.info("backed_up_before_upgrade", file=made.path.name, bytes=made.size)


def _load_packs() -> None:
    from inventory.core.regions import service as regions
    from inventory.enforcement.agencies import service as agencies
    from inventory.people.accounts import departments

    regions.load_divisions()
    agencies.load_packs()
    departments.load_packs()
