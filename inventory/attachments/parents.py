"""Whose a file is: each sort of parent asks its own service, which applies the one scope."""

from __future__ import annotations

from inventory import access
from inventory.access import Actor
from inventory.attachments.models import Attachment
from inventory.attachments.service import (
    DEVICE,
    ENTERPRISE,
    ITEM,
    PROGRESS,
    REGISTRATION,
    VISIT,
    Parent,
)
from inventory.declarations import drafting, lookup
from inventory.enterprises import service as enterprises
from inventory.equipment import service as equipment
from inventory.errors import Forbidden, not_found
from inventory.plans import service as plans
from inventory.registrations import service as registrations
from inventory.visits import service as visits


def readable(actor: Actor, sort: str, parent_id: int) -> Parent:
    """The parent, if `actor` may see it; not_found otherwise."""
    if sort == ITEM:
        lookup.item(actor, parent_id)
    elif sort == DEVICE:
        equipment.get(actor, parent_id)
    elif sort == ENTERPRISE:
        enterprises.get(actor, parent_id)
    elif sort == VISIT:
        visits.get(actor, parent_id)
        if actor.role not in access.OFFICIALS:
            # What was noted and photographed on a visit stays with the officials.
            raise not_found("附件", "attachment")
    elif sort == PROGRESS:
        plans.progress(actor, parent_id)
    else:
        registrations.get(actor, parent_id)
    return Parent(sort, parent_id)


def writable(actor: Actor, sort: str, parent_id: int) -> Parent:
    """The parent, if `actor` may put files to it.

    The enterprise writes to items while it may edit their declaration, officials to the enterprises
    and devices that they write, to their own visits and to the figures of their region's plan; an
    applicant's proof comes by the application's own secret.
    """
    parent = readable(actor, sort, parent_id)
    if sort == ITEM:
        drafting.require_editable(actor, parent_id)
    elif sort == DEVICE:
        device = equipment.get(actor, parent_id)
        access.require_region(actor, device.region)
        access.require_kind(actor, device.kind)
    elif sort == ENTERPRISE:
        access.require_region(actor, enterprises.get(actor, parent_id).region)
    elif sort == VISIT:
        visit = visits.get(actor, parent_id)
        visits.require_own(actor, visit)
        visits.require_standing(visit)
    elif sort == PROGRESS:
        report = plans.progress(actor, parent_id)
        access.require_region(actor, report.region)
        plans.require_standing(report)
    elif sort == REGISTRATION:
        raise Forbidden(
            "注册申请的材料只能由申请人上传",
            "Only the applicant adds files to a registration",
            "forbidden",
            "请退回申请并说明需要补充的材料",
        )
    return parent


def removable(actor: Actor, attachment: Attachment) -> None:
    """Only what an enterprise attached to an item that it still edits can be taken off again.

    The caller has checked that `actor` may see the file.
    """
    if attachment.parent != ITEM:
        raise Forbidden(
            "已归档的附件不能删除",
            "Filed attachments cannot be removed",
            "forbidden",
            "如有错误，请另行上传更正的文件",
        )
    drafting.require_editable(actor, attachment.parent_id)
