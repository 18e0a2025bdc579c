"""Bringing a database up: migrations, divisions, agencies."""

from __future__ import annotations

from inventory import database
from inventory.notices import agencies
from inventory.regions import service as regions
from inventory.settings import Settings


def prepare(settings: Settings) -> None:
    """Migrate the database that the settings name and load what every installation has."""
    database.connect(settings)
    with database.connection():
        if database.migrate():
            regions.load_divisions()
            agencies.load_packs()
