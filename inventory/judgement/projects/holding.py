"""A device of a project prevents the undo of the import that brought it."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core import database
from inventory.judgement.projects.models import ProjectDevice
from inventory.registry.equipment.holders import Hold, Imported


def projects(imported: Imported) -> Iterator[Hold]:
    """Devices that a project replaces or brings, among those that the import created."""
    for column in (ProjectDevice.old, ProjectDevice.new):
        rows = ProjectDevice.select(column).where(database.any_of(column, imported.created))
        for (key,) in rows.distinct().tuples():
            yield Hold(key, "project", "在设备更新项目中", "a renewal project holds it")
