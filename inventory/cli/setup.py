"""Bringing a database up: migrations, divisions, agencies."""

from __future__ import annotations

from inventory import database
from inventory.accounts import departments
from inventory.documents import fonts
from inventory.errors import Invalid
from inventory.notices import agencies
from inventory.regions import service as regions
from inventory.settings import Settings


def prepare(settings: Settings) -> None:
    """Migrate the database that the settings name and load what every installation has."""
    try:
        fonts.configure(settings.body_font, settings.title_font, settings.heading_font)
    except fonts.FontError as error:
        remedy = "请检查 HUANXIN_BODY_FONT、HUANXIN_TITLE_FONT 和 HUANXIN_HEADING_FONT"
        raise Invalid(str(error), "A configured font cannot be used", "font", remedy) from error
    database.connect(settings)
    with database.connection():
        if database.migrate():
            regions.load_divisions()
            agencies.load_packs()
            departments.load_packs()
