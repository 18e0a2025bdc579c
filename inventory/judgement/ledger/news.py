"""News of the ledger: verdicts changed by a change of law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from inventory.core import database
from inventory.core.messages import Sentence
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.verdicts import Judged
from inventory.registry.notifications.emitting import News, emit
from standards import OUTCOME_ZH

NOT_JUDGED = Sentence("不判定", "not judged")


def changed_by_law(pairs: Sequence[tuple[int, Judged]]) -> None:
    """Send news of verdicts that differ from the stored ones; call before writing them, in their
    transaction. Grouped by enterprise and change, never thousands of rows.
    """
    after = {key: judged.verdict for key, judged in pairs}
    rows = Equipment.select(
        *(Equipment.id, Equipment.verdict, Equipment.region, Equipment.kind),
        *(Equipment.enterprise, Equipment.name, Equipment.model, Equipment.identifier),
    ).where(database.any_of(Equipment.id, list(after)) & (Equipment.gone == ""))
    groups: dict[tuple[object, ...], list[tuple[int, str]]] = defaultdict(list)
    for key, before, region, kind, enterprise, *names in rows.order_by(Equipment.id).tuples():
        if before != after[key]:
            place = (region, kind, enterprise, before, after[key])
            groups[place].append((key, next(filter(None, names), f"#{key}")))
    emit([_news(place, devices) for place, devices in groups.items()])


def _news(place: tuple[object, ...], devices: Sequence[tuple[int, str]]) -> News:
    region, kind, enterprise, before, after = place
    key, name = devices[0]
    more = len(devices) - 1
    return News(
        "verdict_changed",
        {
            "device": Sentence(
                f"{name}等 {more + 1} 台" if more else name,
                f"{name} and {more} more" if more else name,
            ),
            "before": _verdict(before),
            "after": _verdict(after),
        },
        region=str(region),
        kind=str(kind),
        enterprise=enterprise if isinstance(enterprise, int) else None,
        subject="equipment",
        subject_id=key,
        count=len(devices),
    )


def _verdict(word: object) -> Sentence:
    return Sentence(OUTCOME_ZH[str(word)], str(word)) if word else NOT_JUDGED
