"""A device's documents in its story."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core import access
from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.enforcement.documents.model import TITLES, TITLES_EN
from inventory.enforcement.notices import service
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import SYSTEM, Entry, entry, people


def notices(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """Drafts, to officials only, and issued documents."""
    ids = NoticeItem.select(NoticeItem.notice).where(NoticeItem.equipment == device.id)
    found = list(service.visible(actor).where(Notice.id.in_(ids)))
    names = people(actor, (notice.actor for notice in found))
    for notice in found:
        title = Sentence(TITLES[notice.kind], TITLES_EN[notice.kind])
        who, source = names.get(notice.actor, SYSTEM), f"notice:{notice.id}"
        if actor.role in access.OFFICIALS:
            what = sentence("notices.drafted", title=title)
            yield entry(notice.created_at, who, what, source=source)
        if notice.issued_at:
            what = sentence("notices.issued", title=title, number=notice.number_text)
            yield entry(notice.issued_at, who, what, source=source, reason=notice.reason)
