"""Bringing a database up: migrations, divisions, agencies."""

from __future__ import annotations

from inventory.app import wiring
from inventory.core import database
from inventory.core.errors import Invalid
from inventory.core.regions import service as regions
from inventory.core.settings import Settings
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.documents import fonts
from inventory.people.accounts import departments


def prepare(settings: Settings) -> None:
    """Migrate the database that the settings name and load what every installation has."""
    try:
        fonts.configure(settings.body_font, settings.title_font, settings.heading_font)
    except fonts.FontError as error:
        remedy = "请检查 HUANXIN_BODY_FONT、HUANXIN_TITLE_FONT 和 HUANXIN_HEADING_FONT"
        raise Invalid(str(error), "A configured font cannot be used", "font", remedy) from error
    wiring.wire()
    database.connect(settings)
    with database.connection():
        if database.migrate():
            regions.load_divisions()
            agencies.load_packs()
            departments.load_packs()
