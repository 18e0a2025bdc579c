"""A declared or confirmed device prevents the undo of its import."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core import database
from inventory.intake.declarations.models import DeclarationItem, EquipmentConfirmation
from inventory.registry.equipment.holders import Hold, Imported


def declarations(imported: Imported) -> Iterator[Hold]:
    """Declared and confirmed devices among those that the import created."""
    for model in (DeclarationItem, EquipmentConfirmation):
        rows = model.select(model.equipment).where(
            database.any_of(model.equipment, imported.created)
        )
        for (key,) in rows.distinct().tuples():
            yield Hold(
                key,
                "declaration",
                "企业已申报或确认这台设备",
                "its enterprise has declared or confirmed it",
            )
