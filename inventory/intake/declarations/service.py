"""The steps of a declaration: hand in, withdraw, return, accept.

Nothing here touches the ledger until an official accepts (see accepting.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from inventory.core import access, clock
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Conflict, Invalid
from inventory.core.messages import sentence
from inventory.intake.declarations import accepting, checking, lookup, news, pending
from inventory.intake.declarations.models import Declaration, DeclarationEvent, DeclarationItem
from inventory.intake.declarations.states import DECLARATION
from inventory.judgement.ledger import writing
from inventory.registry.equipment import retrieval

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


def _step(
    actor: Actor,
    declaration: Declaration,
    version: int,
    name: str,
    detail: Mapping[str, Any],
    **values: Any,
) -> None:
    """Take one step of this state and version; call inside a transaction."""
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
        raise Conflict.of("declarations.version", version=declaration.version, version_2=version)


def submit(actor: Actor, declaration_id: int, version: int, signature: Signature) -> Declaration:
    """Hand a draft, or a corrected declaration, in for review, under a statement of truth."""
    with db.atomic():
        declaration = lookup.get(actor, declaration_id)
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
            actor,
            declaration,
            version,
            "submit",
            {"statement": statement},
            round=Declaration.round + 1,
            statement=statement,
            submitted_at=now,
            remark="",
        )
        _require_complete(actor, declaration, signature)
        listed = lookup.items(actor, declaration)
        pending.remember(listed, accepting.devices_of(listed))
        DeclarationItem.update(remarks=[], approved_by=None, approved_at=None).where(
            DeclarationItem.declaration == declaration.id
        ).execute()
        news.submitted(actor, declaration, listed)
        audit.record(
            "declaration.submitted",
            actor,
            subject="declaration",
            subject_id=declaration.id,
            detail={"responsible": signature.name, "round": declaration.round + 1},
        )
    return lookup.get(actor, declaration_id)


def _require_complete(actor: Actor, declaration: Declaration, signature: Signature) -> None:
    listed = lookup.items(actor, declaration)
    faults = checking.problems(listed, accepting.devices_of(listed), declaration.enterprise_id)
    found: list[dict[str, Any]] = [asdict(fault) for fault in faults]
    if not listed:
        found.append(
            {
                "field": "items",
                "value": 0,
                "message": "申报中还没有设备",
                "remedy": "请至少申报一台设备",
            }
        )
    if not signature.agreed:
        found.append(
            {
                "field": "agreed",
                "value": False,
                "message": "尚未勾选真实性承诺",
                "remedy": "请由负责人阅读承诺内容后勾选",
            }
        )
    if found:
        raise Invalid.of("declarations.incomplete", count=len(found), details=found)


def withdraw(actor: Actor, declaration_id: int, version: int) -> Declaration:
    """Give a declaration up; it stays readable."""
    with db.atomic():
        declaration = lookup.get(actor, declaration_id)
        _step(actor, declaration, version, "withdraw", {}, decided_at=clock.now())
        audit.record(
            "declaration.withdrawn", actor, subject="declaration", subject_id=declaration.id
        )
    return lookup.get(actor, declaration_id)


def _own_part(actor: Actor, declaration: Declaration) -> list[DeclarationItem]:
    """The items that this official answers for; a refusal if there are none."""
    listed = lookup.items(actor, declaration)
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
        declaration = lookup.get(actor, declaration_id)
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
        news.returned(actor, declaration, remark or (remarks[0].text if remarks else ""))
        audit.record(
            "declaration.returned",
            actor,
            subject="declaration",
            subject_id=declaration.id,
            detail=detail,
        )
    return lookup.get(actor, declaration_id)


def _check_remarks(
    own: Mapping[int, DeclarationItem], remark: str, said: Sequence[Mapping[str, Any]]
) -> None:
    if not remark.strip() and not said:
        raise Invalid.of("declarations.no_remark")
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
        and not retrieval.kind_of(own[r["item"]].kind).has(r["field"])
    ]
    if wrong:
        raise Invalid.of("declarations.bad_remarks", details=wrong)


def accept(actor: Actor, declaration_id: int, version: int, horizon: int = 365) -> Declaration:
    """Accept what this official answers for; when nothing is open any more, write all items.

    Devices of other kinds or regions wait for their officials: the declaration stays submitted
    and `waiting` names what is open. The last acceptance writes every item in one transaction.
    """
    with db.atomic():
        declaration = lookup.get(actor, declaration_id)
        DECLARATION.after(declaration.state, "accept", actor.role)
        own = [item.id for item in _own_part(actor, declaration)]
        DeclarationItem.update(approved_by=actor.id, approved_at=clock.now()).where(
            DeclarationItem.id.in_(own)
        ).execute()
        if lookup.waiting(declaration):
            _hold(declaration, version)
            _note_part(actor, declaration, own)
        else:
            _step(actor, declaration, version, "accept", {"items": own}, decided_at=clock.now())
            _write(actor, declaration, horizon)
        audit.record(
            "declaration.accepted",
            actor,
            subject="declaration",
            subject_id=declaration.id,
            detail={"items": own},
        )
    return lookup.get(actor, declaration_id)


def _note_part(actor: Actor, declaration: Declaration, own: list[int]) -> None:
    DeclarationEvent.create(
        declaration=declaration.id,
        at=clock.now(),
        actor=actor.id,
        step="approve",
        state=declaration.state,
        detail={"items": own},
    )


def _write(actor: Actor, declaration: Declaration, horizon: int) -> None:
    everything = list(
        DeclarationItem.select()
        .where(DeclarationItem.declaration == declaration.id)
        .order_by(DeclarationItem.id)
    )
    origin = writing.Origin(
        source=f"declaration:{declaration.id}",
        actor=actor.id,
        reason=sentence("declarations.accepted", number=declaration.id).zh,
        horizon=horizon,
    )
    accepting.write(declaration, everything, origin)
