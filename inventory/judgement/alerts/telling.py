"""A device's alerts in its story: the stages that each passed through."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.judgement.alerts.models import Alert, AlertStage
from inventory.judgement.alerts.stages import STAGES
from inventory.judgement.library import current
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import SYSTEM, Entry, entry


def alerts(_actor: Actor, device: Equipment) -> Iterator[Entry]:
    """One entry for each stage of each alert."""
    titles = {rule.id: Sentence(rule.title_zh, rule.title_en) for rule in current.load().rules}
    rows = (
        AlertStage.select(AlertStage, Alert)
        .join(Alert)
        .where(Alert.equipment == device)
        .order_by(AlertStage.id)
    )
    for row in rows:
        title = titles.get(row.alert.rule, Sentence(row.alert.rule, row.alert.rule))
        key = f"alerts.stage_{row.stage}" if row.stage in STAGES else "alerts.ended"
        yield entry(row.at, SYSTEM, sentence(key, title=title), source=f"alert:{row.alert_id}")
