"""Declarations: drafts, their items, and the steps of a declaration. The only writer of its tables.

Nothing here touches the ledger until an official accepts (see accepting.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peewee import Expression, ModelSelect

from inventory import access, clock
from inventory.access import Actor, Role
from inventory.audit import service as audit
from inventory.database import db
from inventory.declarations import accepting, checking, pending
from inventory.declarations.models import (
    Declaration,
    DeclarationEvent,
    DeclarationItem,
)
from inventory.declarations.states import DECLARATION, EDITABLE
from inventory.enterprises import service as enterprises
from inventory.enterprises.models import Enterprise
from inventory.equipment import service as equipment
from inventory.equipment.models import Equipment
from inventory.errors import Conflict, Invalid, not_found
from inventory.regions import service as regions

ACTIONS = ("new", "change", "retire", "confirm")
MAX_ITEMS = 2000
STATEMENT = (
    "本单位承诺：所申报的设备信息和附件真实、准确、完整，与实际情况一致；"
    "如有虚假，愿承担由此产生的法律责任。"
)
STATEMENT_EN = (
    "We declare that the facts and attachments of this declaration are true, accurate and "
    "complete, and accept the legal consequences if they are not."
)


@dataclass(frozen=True)
class Signature:
    """Who answers for the truth of a declaration."""

    name: str
    title: str
    phone: str
    agreed: bool


@dataclass(frozen=True)
class Remark:
    """What a reviewer asks to be corrected: of an item, and of one of its fields if named."""

    item: int
    text: str
    field: str | None = None


@dataclass(frozen=True)
class Draft:
    """An item as a clerk writes it; for a device of the ledger only what differs need be given."""

    action: str
    kind: str = ""
    equipment: int | None = None
    region: str = ""
    facts: Mapping[str, Any] | None = None
    base_version: int | None = None


# Reading -------------------------------------------------------------------------------------


def _within(actor: Actor) -> Expression:
    return access.scope(actor, DeclarationItem.region, Declaration.enterprise)


def visible(actor: Actor) -> ModelSelect:
    """The declarations that `actor` may see, the newest first.

    An enterprise sees its own; officials see those with a device in their regions, from the
    first submission on: a draft is the enterprise's own affair.
    """
    query = Declaration.select().order_by(Declaration.id.desc())
    if actor.role is Role.ENTERPRISE:
        return query.where(_within(actor))
    reviewed = DeclarationItem.select(DeclarationItem.declaration).where(_within(actor))
    return query.where(Declaration.submitted_at.is_null(False) & Declaration.id.in_(reviewed))


def listing(actor: Actor, state: str = "", enterprise: int | None = None) -> ModelSelect:
    """The visible declarations, each with its enterprise, narrowed down."""
    query = visible(actor).select(Declaration, Enterprise).join(Enterprise)
    if state:
        query = query.where(Declaration.state == state)
    return query if enterprise is None else query.where(Declaration.enterprise == enterprise)


def get(actor: Actor, declaration_id: int) -> Declaration:
    found = visible(actor).where(Declaration.id == declaration_id).get_or_none()
    if found is None:
        raise not_found("申报", "declaration")
    return found


def items(actor: Actor, declaration: Declaration) -> list[DeclarationItem]:
    """The items that `actor` may see: an official those of the own regions."""
    return list(
        DeclarationItem.select()
        .join(Declaration)
        .where((DeclarationItem.declaration == declaration.id) & _within(actor))
        .order_by(DeclarationItem.id)
    )


def item(actor: Actor, item_id: int) -> DeclarationItem:
    """One item, if its declaration and its device are the actor's to see."""
    found = (
        DeclarationItem.select()
        .join(Declaration)
        .where(
            (DeclarationItem.id == item_id)
            & _within(actor)
            & DeclarationItem.declaration.in_(visible(actor).select(Declaration.id).order_by())
        )
        .get_or_none()
    )
    if found is None:
        raise not_found("申报项", "item")
    return found


def events(actor: Actor, declaration: Declaration) -> list[dict[str, Any]]:
    """Every step so far, with remarks and statements; of remarks those on visible items."""
    seen = {item.id for item in items(actor, declaration)}
    return [
        {
            "at": event.at,
            "actor": event.actor,
            "step": event.step,
            "state": event.state,
            "detail": {
                **event.detail,
                "remarks": [r for r in event.detail.get("remarks", ()) if r["item"] in seen],
            },
        }
        for event in declaration.events.order_by(DeclarationEvent.id)
    ]


def steps(actor: Actor, declaration: Declaration) -> list[str]:
    """The steps that `actor` may take now."""
    return [step.name for step in DECLARATION.allowed(declaration.state, actor.role)]


def problems(actor: Actor, declaration_id: int) -> list[checking.Problem]:
    """What would have to be corrected before this declaration can be submitted."""
    declaration = get(actor, declaration_id)
    listed = items(actor, declaration)
    return checking.problems(listed, accepting.devices_of(listed), declaration.enterprise_id)


def doubles(actor: Actor, declaration_id: int) -> list[dict[str, Any]]:
    """Devices of this declaration that stand in another pending one: no fault, but worth a look."""
    declaration = get(actor, declaration_id)
    listed = items(actor, declaration)
    numbers = {item.id: number for number, item in enumerate(listed, start=1)}
    found = pending.doubles(actor, declaration, listed, accepting.devices_of(listed))
    return [
        {"item": key, "number": numbers[key], **pending.warning(actor, double)}
        for key, others in found.items()
        for double in others
    ]


# Drafts --------------------------------------------------------------------------------------


def create(actor: Actor, note: str = "") -> Declaration:
    """A new draft of the actor's own enterprise."""
    now = clock.now()
    return Declaration.create(
        enterprise=enterprises.get(actor, actor.enterprise or 0).id,
        state=DECLARATION.start,
        note=note,
        created_by=actor.id,
        created_at=now,
        updated_at=now,
    )


def editing(actor: Actor, declaration_id: int) -> Declaration:
    """The declaration, held for a change of its items; call inside a transaction.

    Raises Conflict where the enterprise has handed it in: what is under review stands still.
    """
    declaration = get(actor, declaration_id)
    held = (
        Declaration.update(version=Declaration.version + 1, updated_at=clock.now())
        .where((Declaration.id == declaration.id) & Declaration.state.in_(EDITABLE))
        .execute()
    )
    if actor.role is not Role.ENTERPRISE or not held:
        raise Conflict(
            f"申报的状态是“{DECLARATION.states[declaration.state]}”，不能修改",
            f"A {declaration.state} declaration cannot be changed",
            "illegal_step",
            "只有草稿和已退回的申报可以由企业修改",
            [
                {"field": "step", "value": step.name, "message": step.name_zh}
                for step in DECLARATION.allowed(declaration.state, actor.role)
            ],
        )
    return declaration


def require_editable(actor: Actor, item_id: int) -> None:
    """Refuse a change to an item, or to its files, once its declaration is handed in."""
    with db.atomic():
        editing(actor, item(actor, item_id).declaration_id)


def annotate(actor: Actor, declaration_id: int, note: str) -> Declaration:
    """Change the enterprise's own note on a draft."""
    with db.atomic():
        editing(actor, declaration_id)
        Declaration.update(note=note).where(Declaration.id == declaration_id).execute()
    return get(actor, declaration_id)


def add_item(actor: Actor, declaration_id: int, draft: Draft) -> DeclarationItem:
    """Declare one more device."""
    with db.atomic():
        declaration = editing(actor, declaration_id)
        count = DeclarationItem.select().where(DeclarationItem.declaration == declaration.id)
        if count.count() >= MAX_ITEMS:
            raise Invalid(
                f"一次申报最多 {MAX_ITEMS} 台设备",
                f"A declaration holds at most {MAX_ITEMS} devices",
                "too_many_items",
                "请另建一份申报",
            )
        return DeclarationItem.create(
            declaration=declaration.id, remarks=[], **_values(actor, declaration, draft)
        )


def _values(actor: Actor, declaration: Declaration, draft: Draft) -> dict[str, Any]:
    if draft.action == "new":
        return _new(actor, draft)
    if draft.equipment is None:
        raise Invalid(
            "请选择设备",
            "Choose the device",
            "no_equipment",
            "填写 equipment_id",
            [{"field": "equipment_id", "value": None, "message": "必填"}],
        )
    device = equipment.get(actor, draft.equipment)
    if device.gone:
        raise not_found("设备", "device")
    _refuse_twice(declaration, device)
    facts = draft.facts
    if facts is None:
        facts = device.facts if draft.action == "change" else {}
    return {
        "action": draft.action,
        "kind": device.kind,
        "region": device.region,
        "equipment": device.id,
        "base_version": draft.base_version or device.version,
        "facts": {} if draft.action == "confirm" else dict(facts),
    }


def _new(actor: Actor, draft: Draft) -> dict[str, Any]:
    if draft.equipment is not None:
        raise Invalid(
            "新增设备不能指定已有设备",
            "A new device has no equipment_id",
            "not_new",
            "台账中已有的设备请用变更、退出或确认",
        )
    kind = equipment.kind_of(draft.kind)
    region = draft.region or enterprises.get(actor, actor.enterprise or 0).region
    regions.get(region)
    return {
        "action": "new",
        "kind": kind.id,
        "region": region,
        "equipment": None,
        "base_version": None,
        "facts": dict(draft.facts or {}),
    }


def _refuse_twice(declaration: Declaration, device: Equipment) -> None:
    if (
        DeclarationItem.select()
        .where(
            (DeclarationItem.declaration == declaration.id)
            & (DeclarationItem.equipment == device.id)
        )
        .exists()
    ):
        raise Conflict(
            "这台设备已在本次申报中",
            "The device is already in this declaration",
            "item_twice",
            "请修改已有的那一项",
        )


def edit_item(
    actor: Actor, declaration_id: int, item_id: int, values: Mapping[str, Any]
) -> DeclarationItem:
    """Save an item: `facts` replace the former ones, `action` may change for a known device.

    Saving takes over `base_version` where it is given: the clerk has looked at that version.
    """
    with db.atomic():
        declaration = editing(actor, declaration_id)
        found = item_of(declaration, item_id)
        action = values.get("action", found.action)
        if (action == "new") != (found.action == "new"):
            raise Invalid(
                "新增的设备不能改为其他动作，已有的设备也不能改为新增",
                "New stays new, and a known device cannot become new",
                "not_new",
                "请删去这一项后重新添加",
            )
        found.action = action
        if action == "confirm":
            found.facts = {}
        elif "facts" in values:
            found.facts = values["facts"]
        if action == "new":
            _place_new(found, values)
        else:
            found.base_version = values.get("base_version") or found.base_version
        found.save()
    return found


def _place_new(found: DeclarationItem, values: Mapping[str, Any]) -> None:
    if values.get("region"):
        found.region = regions.get(values["region"]).code
    if values.get("kind"):
        found.kind = equipment.kind_of(values["kind"]).id


def item_of(declaration: Declaration, item_id: int) -> DeclarationItem:
    found = DeclarationItem.get_or_none(
        (DeclarationItem.id == item_id) & (DeclarationItem.declaration == declaration.id)
    )
    if found is None:
        raise not_found("申报项", "item")
    return found


def remove_item(actor: Actor, declaration_id: int, item_id: int) -> None:
    """Take a device out of a draft."""
    with db.atomic():
        item_of(editing(actor, declaration_id), item_id).delete_instance()


# Steps ---------------------------------------------------------------------------------------


def _step(
    actor: Actor,
    declaration: Declaration,
    version: int,
    name: str,
    detail: Mapping[str, Any],
    **values: Any,
) -> None:
    """Take one step, if the state allows it and nobody was faster; call inside a transaction."""
    state = DECLARATION.after(declaration.state, name, actor.role)
    _hold(declaration, version, state=state, **values)
    DeclarationEvent.create(
        declaration=declaration.id,
        at=clock.now(),
        actor=actor.id,
        step=name,
        state=state,
        detail=dict(detail),
    )


def _hold(declaration: Declaration, version: int, **values: Any) -> None:
    """Write the declaration only as `version`; the row stays locked to the end of transaction."""
    held = (
        Declaration.update(version=version + 1, updated_at=clock.now(), **values)
        .where(
            (Declaration.id == declaration.id)
            & (Declaration.version == version)
            & (Declaration.state == declaration.state)
        )
        .execute()
    )
    if not held:
        raise Conflict(
            f"这份申报已有变化（现为第 {declaration.version} 版，您看到的是第 {version} 版）",
            f"The declaration has changed (now version {declaration.version})",
            "version",
            "请刷新页面，核对后重新办理",
        )


def submit(actor: Actor, declaration_id: int, version: int, signature: Signature) -> Declaration:
    """Hand a draft, or a corrected declaration, in for review, under a statement of truth."""
    with db.atomic():
        declaration = get(actor, declaration_id)
        now = clock.now()
        statement = {
            "text": STATEMENT,
            "text_en": STATEMENT_EN,
            "name": signature.name,
            "title": signature.title,
            "phone": signature.phone,
            "at": now.isoformat(),
        }
        _step(
            actor, declaration, version, "submit", {"statement": statement},
            round=Declaration.round + 1, statement=statement, submitted_at=now, remark="",
        )  # fmt: skip
        _require_complete(actor, declaration, signature)
        listed = items(actor, declaration)
        pending.remember(listed, accepting.devices_of(listed))
        DeclarationItem.update(remarks=[], approved_by=None, approved_at=None).where(
            DeclarationItem.declaration == declaration.id
        ).execute()
        audit.record(
            "declaration.submitted", actor, subject="declaration", subject_id=declaration.id,
            detail={"responsible": signature.name, "round": declaration.round + 1},
        )  # fmt: skip
    return get(actor, declaration_id)


def _require_complete(actor: Actor, declaration: Declaration, signature: Signature) -> None:
    listed = items(actor, declaration)
    found = checking.problems(listed, accepting.devices_of(listed), declaration.enterprise_id)
    if not listed:
        found.append({"field": "items", "value": 0, "message": "申报中还没有设备",
                      "remedy": "请至少申报一台设备"})  # fmt: skip
    if not signature.agreed:
        found.append({"field": "agreed", "value": False, "message": "尚未勾选真实性承诺",
                      "remedy": "请由负责人阅读承诺内容后勾选"})  # fmt: skip
    if found:
        raise Invalid(
            f"有 {len(found)} 处需要更正后才能提交",
            f"{len(found)} things must be corrected before submission",
            "incomplete",
            "请按每一处的提示更正，草稿已保存",
            found,
        )


def withdraw(actor: Actor, declaration_id: int, version: int) -> Declaration:
    """Give a declaration up; it stays readable."""
    with db.atomic():
        declaration = get(actor, declaration_id)
        _step(actor, declaration, version, "withdraw", {}, decided_at=clock.now())
        audit.record(
            "declaration.withdrawn", actor, subject="declaration", subject_id=declaration.id
        )
    return get(actor, declaration_id)


def _own_part(actor: Actor, declaration: Declaration) -> list[DeclarationItem]:
    """The items that this official answers for; a refusal if there are none."""
    listed = items(actor, declaration)
    own = [item for item in listed if actor.kinds is None or item.kind in actor.kinds]
    if not own:
        access.require_kind(actor, listed[0].kind)
    for place in {item.region for item in own}:
        access.require_region(actor, place)
    return own


def send_back(
    actor: Actor, declaration_id: int, version: int, remark: str, remarks: Sequence[Remark]
) -> Declaration:
    """Return a declaration for correction, with remarks on the whole, on items and on fields."""
    with db.atomic():
        declaration = get(actor, declaration_id)
        DECLARATION.after(declaration.state, "return", actor.role)
        own = {item.id: item for item in _own_part(actor, declaration)}
        said = [{"item": r.item, "field": r.field, "text": r.text} for r in remarks]
        _check_remarks(own, remark, said)
        detail = {"remark": remark, "remarks": said}
        _step(actor, declaration, version, "return", detail, remark=remark)
        DeclarationItem.update(approved_by=None, approved_at=None).where(
            DeclarationItem.declaration == declaration.id
        ).execute()
        for key, found in own.items():
            found.remarks = [
                {"field": r["field"], "text": r["text"]} for r in said if r["item"] == key
            ]
            found.approved_by = found.approved_at = None
            found.save()
        audit.record(
            "declaration.returned", actor, subject="declaration", subject_id=declaration.id,
            detail=detail,
        )  # fmt: skip
    return get(actor, declaration_id)


def _check_remarks(
    own: Mapping[int, DeclarationItem], remark: str, said: Sequence[Mapping[str, Any]]
) -> None:
    if not remark.strip() and not said:
        raise Invalid(
            "退回时请写明需要更正什么",
            "Say what has to be corrected",
            "no_remark",
            "填写 remark，或对具体的项和字段填写 remarks",
        )
    wrong = [
        {"field": "remarks", "value": r["item"], "message": "没有这一项，或不由您审核"}
        for r in said
        if r["item"] not in own
    ]
    wrong += [
        {"field": "remarks", "value": r["field"], "message": "这类设备没有这个字段"}
        for r in said
        if r["item"] in own
        and r["field"]
        and not equipment.kind_of(own[r["item"]].kind).has(r["field"])
    ]
    if wrong:
        raise Invalid(
            "有些意见对不上申报的内容",
            "Some remarks name nothing in this declaration",
            "bad_remarks",
            "请刷新后重新填写",
            wrong,
        )


def accept(actor: Actor, declaration_id: int, version: int, horizon: int = 365) -> Declaration:
    """Accept what this official answers for; when nothing is left open, write it all.

    Devices of kinds or regions that others lead wait for them: the declaration stays submitted
    and `waiting` names what is open. The last acceptance writes every item in one transaction.
    """
    with db.atomic():
        declaration = get(actor, declaration_id)
        DECLARATION.after(declaration.state, "accept", actor.role)
        own = [item.id for item in _own_part(actor, declaration)]
        DeclarationItem.update(approved_by=actor.id, approved_at=clock.now()).where(
            DeclarationItem.id.in_(own)
        ).execute()
        if waiting(declaration):
            _hold(declaration, version)
            _note_part(actor, declaration, own)
        else:
            _step(actor, declaration, version, "accept", {"items": own}, decided_at=clock.now())
            _write(actor, declaration, horizon)
        audit.record(
            "declaration.accepted", actor, subject="declaration", subject_id=declaration.id,
            detail={"items": own},
        )  # fmt: skip
    return get(actor, declaration_id)


def _note_part(actor: Actor, declaration: Declaration, own: list[int]) -> None:
    DeclarationEvent.create(
        declaration=declaration.id, at=clock.now(), actor=actor.id, step="approve",
        state=declaration.state, detail={"items": own},
    )  # fmt: skip


def _write(actor: Actor, declaration: Declaration, horizon: int) -> None:
    everything = list(
        DeclarationItem.select()
        .where(DeclarationItem.declaration == declaration.id)
        .order_by(DeclarationItem.id)
    )
    origin = equipment.Origin(
        source=f"declaration:{declaration.id}",
        actor=actor.id,
        reason=f"企业申报第 {declaration.id} 号，经审核受理",
        horizon=horizon,
    )
    accepting.write(declaration, everything, origin)


def waiting(declaration: Declaration) -> list[str]:
    """The kinds that nobody has approved yet, while the declaration is under review."""
    if declaration.state != "submitted":
        return []
    open_items = DeclarationItem.select(DeclarationItem.kind).where(
        (DeclarationItem.declaration == declaration.id) & DeclarationItem.approved_at.is_null()
    )
    return sorted({kind for (kind,) in open_items.tuples()})
