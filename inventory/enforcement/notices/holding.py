"""What rests on documents: imports that brought their devices, and settled re-entry cases."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core import database
from inventory.core.access import Actor
from inventory.enforcement.notices import service
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.registry.equipment.holders import Hold, Imported


def notices(imported: Imported) -> Iterator[Hold]:
    """Documents, drafts too, that were begun since the import."""
    rows = (
        NoticeItem.select(NoticeItem.equipment, Notice.number_text)
        .join(Notice)
        .where(
            database.any_of(NoticeItem.equipment, imported.devices)
            & (Notice.created_at >= imported.since)
        )
        .distinct()
    )
    for key, number in rows.tuples():
        yield Hold(
            key,
            "notice",
            f"已写入文书（{number or '草稿'}）",
            f"it stands in a document ({number or 'draft'})",
        )


def addressee(actor: Actor, notice_id: int) -> int:
    """The enterprise that a document is for."""
    return service.get(actor, notice_id).enterprise_id
