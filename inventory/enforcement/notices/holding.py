"""What rests on documents: imports that brought their devices, settled re-entry cases, and
findings that an order holds already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.enforcement.cases.documents import Document, Found
from inventory.enforcement.cases.models import Case
from inventory.enforcement.documents.model import TITLES
from inventory.enforcement.notices import composing, content, service
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.registry.equipment.holders import Hold, Imported
from inventory.registry.equipment.models import Equipment
from standards.orders import Admission, Judged


def notices(imported: Imported) -> Iterator[Hold]:
    """Documents, drafts too, made since the import."""
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


def admitting(device: Equipment) -> Callable[[Judged], Admission]:
    """Whether findings of a device may enter an order, by the orders that name the device."""
    standing = composing.standing([device.id])
    return lambda finding: content.admission(finding, device, standing)


def documents(actor: Actor, case: Case) -> list[Document]:
    """The orders and advice of a case, as the case lists its documents."""
    rows = service.visible(actor).where(Notice.case == case.id)
    return [_as_document(row) for row in rows]


def _as_document(row: Notice) -> Document:
    return Document(
        f"notice:{row.id}",
        row.id,
        row.kind,
        TITLES[row.kind],
        row.status,
        row.number_text or "",
        row.issued_at.astimezone(clock.SHANGHAI).date() if row.issued_at else None,
        row.created_at,
        row.digest,
    )


def by_digest(digest: str) -> list[Found]:
    """Issued notices whose digest begins so."""
    rows = Notice.select().where(Notice.digest.startswith(digest) & (Notice.status != "draft"))
    return [
        Found(f"notice:{row.id}", row.number_text, row.digest, row.status) for row in rows.limit(2)
    ]


def void(document: Document) -> None:
    """A withdrawn notice keeps its number and contents, and orders nothing any more."""
    Notice.update(status="void").where(Notice.id == document.id).execute()
