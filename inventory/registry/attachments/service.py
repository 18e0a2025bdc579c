"""Attachments: the only writer of their table. Whose a parent is, its own service says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from peewee import IntegrityError

from inventory.core import clock, database
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.files import FileStore
from inventory.core.messages import Sentence
from inventory.registry.attachments import contents, scanning
from inventory.registry.attachments.models import Attachment

REGISTRATION, ITEM, DEVICE = "registration", "declaration_item", "equipment"
ENTERPRISE = "enterprise"
VISIT = "visit"
PHOTO = "photo"  # of a nameplate, until its device is confirmed
PROGRESS = "target_progress"
PROJECT = "renewal_project"
DUTY, DUTY_PROBLEM = "duty", "duty_problem"
DISPOSAL = "disposal"
SURVEY, DIAGNOSIS = "survey_entry", "diagnosis"
# The parts of a case that have files (enforcement).
CASE, DELIVERY, OPINION = "enforcement_case", "delivery", "case_opinion"
ANSWER, INSPECTION = "case_answer", "inspection"
INSPECTION_LINE = "inspection_line"  # a photograph stays with what it shows
PURPOSES = {
    "nameplate_photo": Sentence("铭牌照片", "nameplate photo"),
    "site_photo": Sentence("现场照片", "photo on the spot"),
    "test_report": Sentence("检验检测报告", "test report"),
    "scrapping_certificate": Sentence("报废证明", "scrapping certificate"),
    "proof": Sentence("证明材料", "proof"),
    "receipt": Sentence("送达回证", "proof of service"),
    "signature": Sentence("签名", "signature"),
    "consent": Sentence("电子送达确认书", "consent to electronic service"),
    "other": Sentence("其他", "other"),
}
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Parent:
    """What a file belongs to. Make one only after its own service has allowed the access."""

    sort: str
    id: int


@dataclass(frozen=True)
class Limits:
    """What an operator allows: size of a file, files of one parent, and the scanner's address."""

    megabytes: int = 10
    count: int = 20
    clamav: str = ""


@dataclass(frozen=True)
class Upload:
    """A file as it came; `key` is the form's own, a UUID."""

    name: str
    content: bytes
    purpose: str = "other"
    key: str | None = None


def of(parent: Parent) -> list[Attachment]:
    """The files of a parent, the oldest first."""
    return list(_of_many(parent.sort, [parent.id]))


def _of_many(sort: str, ids: Collection[int]) -> Sequence[Attachment]:
    found: list[Attachment] = []
    for chunk in database.in_chunks(ids):
        found.extend(
            Attachment.select()
            .where(
                (Attachment.parent == sort)
                & Attachment.parent_id.in_(chunk)
                & Attachment.removed_at.is_null()
            )
            .order_by(Attachment.id)
        )
    return found


def purposes_of(sort: str, ids: Collection[int]) -> dict[int, Counter[str]]:
    """How many files of which purpose each parent has."""
    found: dict[int, Counter[str]] = {key: Counter() for key in ids}
    for item in _of_many(sort, ids):
        found[item.parent_id][item.purpose] += 1
    return found


def get(attachment_id: int) -> Attachment:
    """The row, whosever it is: callers check its parent before they show anything."""
    found = Attachment.get_or_none(
        (Attachment.id == attachment_id) & Attachment.removed_at.is_null()
    )
    if found is None:
        raise not_found("附件", "attachment")
    return found


def add(
    actor: Actor | None, parent: Parent, upload: Upload, store: FileStore, limits: Limits
) -> Attachment:
    """Check, scan and keep a file; of a refused one nothing is kept."""
    known = _sent_before(actor, parent, upload.key)
    if known is not None:
        return known
    if len(upload.content) > limits.megabytes * MEGABYTE:
        raise Invalid.of("attachments.file_too_large", megabytes=limits.megabytes)
    _refuse_more(parent, limits)
    _scan(actor, parent, upload, limits)
    checked = contents.check(upload.name, upload.content)
    sha256 = store.put(checked.original)
    served = sha256 if checked.served is checked.original else store.put(checked.served)
    preview = store.put(checked.preview) if checked.preview else ""
    values = {
        "parent": parent.sort,
        "parent_id": parent.id,
        "purpose": upload.purpose,
        "name": checked.name,
        "media_type": checked.media_type,
        "size": len(checked.original),
        "sha256": sha256,
        "served_sha256": served,
        "preview_sha256": preview,
        "created_by": actor.id if actor else None,
        "created_at": clock.now(),
        "key": upload.key,
    }
    try:
        with db.atomic():
            _refuse_more(parent, limits)
            return Attachment.create(**values)
    except IntegrityError:  # the second of two uploads with one key finds the first
        known = _sent_before(actor, parent, upload.key)
        if known is None:
            raise
        return known


def bring(rows: Sequence[Attachment]) -> None:
    """Enter files of another installation, checked and scanned there; they are in the store.

    Call inside the transaction that writes their parents.
    """
    Attachment.bulk_create(rows, batch_size=500)


def _sent_before(actor: Actor | None, parent: Parent, key: str | None) -> Attachment | None:
    """The file that the same person sent under the same key; another parent is a mistake."""
    if key is None or actor is None:
        return None
    found = Attachment.get_or_none((Attachment.created_by == actor.id) & (Attachment.key == key))
    if found is not None and Parent(found.parent, found.parent_id) != parent:
        raise Conflict.of("attachments.key")
    return found


def _refuse_more(parent: Parent, limits: Limits) -> None:
    # Removed files count as well: removing must not make room for filling the disk.
    count = (
        Attachment.select()
        .where((Attachment.parent == parent.sort) & (Attachment.parent_id == parent.id))
        .count()
    )
    if count >= 2 * limits.count or len(of(parent)) >= limits.count:
        raise Conflict.of("attachments.too_many_files", count=limits.count)


def _scan(actor: Actor | None, parent: Parent, upload: Upload, limits: Limits) -> None:
    if not limits.clamav:
        return
    malware = scanning.scan(limits.clamav, upload.content)
    if malware:
        name = contents.clean_name(upload.name)
        audit.record(
            "attachment.infected",
            actor,
            subject=parent.sort,
            subject_id=parent.id,
            detail={"name": name, "malware": malware},
        )
        raise Invalid.of("attachments.file_infected", name=name, malware=malware)


def remove(actor: Actor, attachment: Attachment) -> None:
    """Take a file off its parent; row and contents are kept."""
    Attachment.update(removed_at=clock.now()).where(Attachment.id == attachment.id).execute()
    audit.record(
        "attachment.removed",
        actor,
        subject="attachment",
        subject_id=attachment.id,
        detail={"parent": attachment.parent, "parent_id": attachment.parent_id},
    )


def hand_on(pairs: Sequence[tuple[int, int]], sort: str = ITEM, to: str = DEVICE) -> None:
    """Let devices have the files of the items that declared them: (item id, equipment id).

    Of other sorts of parents likewise. Call inside the transaction that accepts the items.
    """
    parents = dict(pairs)
    rows = [
        {
            **{
                name: getattr(item, name)
                for name in Attachment._meta.sorted_field_names
                if name not in {"id", "parent", "parent_id", "key"}
            },
            "parent": to,
            "parent_id": parents[item.parent_id],
        }
        for item in _of_many(sort, list(parents))
    ]
    if rows:
        Attachment.insert_many(rows).execute()


def read(actor: Actor, attachment: Attachment, what: str) -> None:
    """Record that somebody reads a file (`what`: content, preview or original)."""
    audit.record(
        "attachment.read",
        actor,
        subject="attachment",
        subject_id=attachment.id,
        detail={"what": what, "parent": attachment.parent, "parent_id": attachment.parent_id},
    )
