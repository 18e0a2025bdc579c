"""The history of a device as a story: who did what, when and why, in one order.

Revisions, verdicts, alerts and documents are kept apart in their tables; here they are told
together. Nobody learns from it a name that the actor may not see elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import standards
from inventory.core import access, database
from inventory.core.access import Actor, Role
from inventory.enforcement.documents.model import TITLES
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.models import Notice, NoticeItem
from inventory.intake.imports.models import Import
from inventory.intake.visits import service as visits
from inventory.judgement.alerts import service as alerts
from inventory.judgement.alerts.models import Alert, AlertStage
from inventory.judgement.assessments.models import Assessment
from inventory.judgement.library import current
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.registry.equipment import retrieval
from inventory.registry.equipment.models import (
    Equipment,
    EquipmentMerge,
    EquipmentRevision,
    Transfer,
)
from standards import Kind

SYSTEM = "系统"
ELSEWHERE = "其他单位"
# How many changed fields a sentence names; the details name all.
NAMED_FIELDS = 3


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a device."""

    at: datetime
    who: str
    what: str
    details: list[dict[str, Any]] = field(default_factory=list)
    source: str = ""
    reason: str = ""
    request_id: str = ""
    version: int | None = None  # of the revision, where it is one


def story(actor: Actor, equipment_id: int) -> list[Entry]:
    """Everything that happened to a device, oldest first."""
    device = retrieval.get(actor, equipment_id)
    told = [
        *_Revisions(actor, device).entries(),
        *_verdicts(device),
        *_alerts(device),
        *_notices(actor, device),
        *_visits(actor, device),
    ]
    # At the same moment a change comes before the verdict that follows from it: the sort is stable.
    return sorted(told, key=lambda entry: entry.at)


class _Revisions:
    """The revisions of a device, worded."""

    def __init__(self, actor: Actor, device: Equipment) -> None:
        self.actor = actor
        self.device = device
        self.kind = retrieval.kind_of(device.kind)
        self.rows = list(device.revisions.order_by(EquipmentRevision.version))
        states = [state for row in self.rows for state in (row.before, row.after) if state]
        self.owners = enterprises.names(actor, {state["enterprise"] for state in states})
        self.people = _people(actor, (row.actor for row in self.rows))

    def entries(self) -> Iterator[Entry]:
        """One entry for each revision."""
        for row in self.rows:
            details = list(self._details(row.before, row.after))
            yield Entry(
                row.at,
                self.people.get(row.actor, SYSTEM),
                self._sentence(row, details),
                details,
                row.source,
                row.reason,
                row.request_id,
                row.version,
            )

    def _sentence(self, row: EquipmentRevision, details: list[dict[str, Any]]) -> str:
        source, _, number = row.source.partition(":")
        key = int(number) if number.isdigit() else 0
        special = _SENTENCES.get(source)
        if special is not None:
            return special(self, row, key)
        if row.before is None:
            return "登记设备" if row.version == 1 else "设备回到台账"
        return _changed(details)

    def imported(self, row: EquipmentRevision, key: int) -> str:
        """An import created or changed the device."""
        found = Import.get_or_none(Import.id == key)
        # The file's name may name somebody; who sees no imports sees none.
        name = f"“{found.file_name}”" if found and self.actor.role in access.OFFICIALS else "台账"
        if row.before is None:
            return f"随导入{name}登记"
        return f"随导入{name}：{_changed(list(self._details(row.before, row.after)))}"

    def undone(self, row: EquipmentRevision, key: int) -> str:
        """The import was taken back."""
        if row.after is None:
            return f"第 {key} 次导入被撤销，设备撤出台账"
        return f"第 {key} 次导入被撤销，恢复导入前的内容"

    def merged(self, row: EquipmentRevision, key: int) -> str:
        """The device took in another record, or was taken in."""
        note = EquipmentMerge.get_by_id(key)
        if row.after is None:
            return f"合并到第 {note.kept_id} 号设备"
        return f"合并第 {note.merged_id} 号记录"

    def unmerged(self, row: EquipmentRevision, key: int) -> str:
        """A merge was undone."""
        note = EquipmentMerge.get_by_id(key)
        if row.before is None:
            return f"撤销与第 {note.kept_id} 号设备的合并，记录恢复"
        return f"撤销与第 {note.merged_id} 号记录的合并"

    def transferred(self, row: EquipmentRevision, key: int) -> str:
        """The device changed hands."""
        note = Transfer.get_by_id(key)
        giver = self.owners.get(note.from_enterprise_id, ELSEWHERE)
        taker = self.owners.get(note.to_enterprise_id, ELSEWHERE)
        return f"{note.on.isoformat()} 由“{giver}”转移到“{taker}”"

    def restored(self, row: EquipmentRevision, key: int) -> str:
        """An old version came back."""
        return f"恢复第 {key} 版的内容"

    def _details(
        self, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> Iterator[dict[str, Any]]:
        old, new = before or {}, after or {}
        yield from _field_changes(self.kind, old.get("facts", {}), new.get("facts", {}))
        if old.get("enterprise") != new.get("enterprise"):
            sides = (self._owner(old.get("enterprise")), self._owner(new.get("enterprise")))
            yield _detail("enterprise", "使用单位", "Enterprise", *sides)
        if old.get("region") != new.get("region"):
            sides = (old.get("region"), new.get("region"))
            yield _detail("region", "行政区划", "Division", *sides)

    def _owner(self, enterprise: int | None) -> str | None:
        return None if enterprise is None else self.owners.get(enterprise, ELSEWHERE)


_SENTENCES = {
    "import": _Revisions.imported,
    "undo": _Revisions.undone,
    "merge": _Revisions.merged,
    "unmerge": _Revisions.unmerged,
    "transfer": _Revisions.transferred,
    "restore": _Revisions.restored,
}


def _detail(
    name: str, heading: str, heading_en: str, before: Any, after: Any, unit: str | None = None
) -> dict[str, Any]:
    return {
        "field": name,
        "heading": heading,
        "heading_en": heading_en,
        "unit": unit,
        "before": before,
        "after": after,
    }


def _field_changes(
    kind: Kind, before: dict[str, Any], after: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    known = {item.id: item for item in kind.fields}
    # In the order of the form; a field that the library no longer has comes last, by its id.
    order = {name: place for place, name in enumerate(known)}
    for name in sorted(
        retrieval.differing(before, after), key=lambda key: order.get(key, len(order))
    ):
        item = known.get(name)
        yield _detail(
            name,
            item.heading_zh if item else name,
            item.heading_en if item else name,
            before.get(name),
            after.get(name),
            item.unit if item else None,
        )


def _changed(details: list[dict[str, Any]]) -> str:
    if not details:
        return "重新保存，内容未变"
    names = "、".join(item["heading"] for item in details[:NAMED_FIELDS])
    more = f"等 {len(details)} 项" if len(details) > NAMED_FIELDS else ""
    return f"修改{names}{more}"


def _people(actor: Actor, ids: Iterable[int | None]) -> dict[int, str]:
    """id → name; to an enterprise the people of other enterprises have none."""
    wanted = {key for key in ids if key is not None}
    names = {}
    for user in User.select().where(database.any_of(User.id, wanted)):
        foreign = user.enterprise_id is not None and user.enterprise_id != actor.enterprise
        names[user.id] = (
            ELSEWHERE if actor.role is Role.ENTERPRISE and foreign else user.display_name
        )
    return names


def _verdicts(device: Equipment) -> Iterator[Entry]:
    """Each assessment that said something else than the one before."""
    before: str | None = None
    rows = Assessment.select().where(Assessment.equipment == device).order_by(Assessment.id)
    for row in rows:
        if row.verdict != before:
            sides = [
                standards.OUTCOME_ZH.get(word) if word else None for word in (before, row.verdict)
            ]
            yield Entry(
                row.created_at,
                SYSTEM,
                _judged(*sides),
                [_detail("verdict", "结论", "Verdict", *sides)],
                f"library:{row.library}",
                f"判定日期 {row.as_of.isoformat()}",
            )
        before = row.verdict


def _judged(before: str | None, after: str | None) -> str:
    if after is None:
        return "不再判定"
    return f"结论由“{before}”变为“{after}”" if before else f"判定为“{after}”"


def _alerts(device: Equipment) -> Iterator[Entry]:
    rules = {rule.id: rule.title_zh for rule in current.load().rules}
    rows = (
        AlertStage.select(AlertStage, Alert)
        .join(Alert)
        .where(Alert.equipment == device)
        .order_by(AlertStage.id)
    )
    for row in rows:
        title = rules.get(row.alert.rule, row.alert.rule)
        stage = alerts.STAGE_ZH.get(row.stage)
        what = f"预警“{title}”：{stage}" if stage else f"预警“{title}”解除"
        yield Entry(row.at, SYSTEM, what, source=f"alert:{row.alert_id}")


def _notices(actor: Actor, device: Equipment) -> Iterator[Entry]:
    ids = NoticeItem.select(NoticeItem.notice).where(NoticeItem.equipment == device.id)
    found = list(notices.visible(actor).where(Notice.id.in_(ids)))
    people = _people(actor, (notice.actor for notice in found))
    for notice in found:
        title = TITLES[notice.kind]
        who = people.get(notice.actor, SYSTEM)
        source = f"notice:{notice.id}"
        if actor.role in access.OFFICIALS:
            yield Entry(notice.created_at, who, f"拟制《{title}》", source=source)
        if notice.issued_at:
            what = f"签发《{title}》（{notice.number_text}）"
            yield Entry(notice.issued_at, who, what, source=source, reason=notice.reason)


def _visits(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """What officials found on site, when it was written down, and what was withdrawn."""
    for item in visits.of_device(actor, device):
        source = f"visit:{item['id']}"
        what = f"{item['on'].isoformat()} 现场检查：{visits.CONCLUSIONS[item['conclusion']]}"
        yield Entry(item["created_at"], item["people"], what, source=source, reason=item["note"])
        if item["withdrawn_at"]:
            yield Entry(
                item["withdrawn_at"],
                item["withdrawer"],
                f"撤回 {item['on'].isoformat()} 的现场检查记录",
                source=source,
                reason=item["withdrawn_reason"],
            )
