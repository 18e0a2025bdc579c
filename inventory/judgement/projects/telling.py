"""A device's renewal projects in its story."""

from __future__ import annotations

from collections.abc import Iterator

from inventory.core.access import Actor
from inventory.core.messages import Sentence, sentence
from inventory.judgement.projects.changing import visible
from inventory.judgement.projects.claiming import programmes
from inventory.judgement.projects.models import ProjectDevice, RenewalProject, SubsidyClaim
from inventory.registry.equipment.models import Equipment
from inventory.registry.equipment.stories import Entry, entry, people


def projects(actor: Actor, device: Equipment) -> Iterator[Entry]:
    """The projects that replace the device, and the subsidies claimed for it."""
    held = ProjectDevice.select(ProjectDevice.project).where(ProjectDevice.old == device)
    seen = {row.id: row for row in visible(actor).where(RenewalProject.id.in_(held))}
    for row in seen.values():
        yield entry(
            row.created_at,
            people(actor, [row.actor]).get(row.actor, ""),
            sentence("projects.taken_up", name=row.name),
            source=f"project:{row.id}",
        )
    claims = SubsidyClaim.select().where(
        (SubsidyClaim.equipment == device) & SubsidyClaim.project.in_(list(seen))
    )
    known = programmes()
    for claim in claims.order_by(SubsidyClaim.id):
        programme = known.get(claim.programme)
        yield entry(
            claim.created_at,
            people(actor, [claim.actor]).get(claim.actor, ""),
            sentence(
                "projects.claimed",
                day=claim.on.isoformat(),
                programme=Sentence(programme.title_zh, programme.title_en)
                if programme
                else claim.programme,
            ),
            source=f"project:{claim.project_id}",
            reason=claim.revoked_reason,
        )
