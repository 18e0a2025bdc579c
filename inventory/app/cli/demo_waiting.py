"""What waits in the demo: an import that is being mended, and a declaration to review."""

from __future__ import annotations

from collections.abc import Callable

from inventory.core.access import Actor, Role
from inventory.core.files import FileStore
from inventory.core.settings import ROOT, Settings
from inventory.intake.declarations import drafting, lookup, service
from inventory.intake.declarations.drafting import Draft
from inventory.intake.declarations.service import Signature
from inventory.intake.imports import editing, staging
from inventory.intake.imports.models import ImportProblem, ImportRow
from inventory.intake.imports.remembering import Request
from inventory.judgement.ledger import listing
from inventory.registry.equipment.models import Equipment

LIST = ROOT / "seeds" / "ledgers" / "江海区电机空压机清单.csv"


def make(demo: Settings, person: Callable[[str], Actor], region: str, clerk_of: int) -> None:
    """A list of which one row has been mended and the others wait; a declaration handed in."""
    inspector = person("inspector")
    _import(inspector, FileStore(demo.files_dir), region)
    _declare(inspector, region, clerk_of)


def _import(inspector: Actor, store: FileStore, region: str) -> None:
    staged = staging.stage(inspector, Request(LIST, LIST.name, region), store)
    late: ImportProblem = ImportProblem.get(
        (ImportProblem.import_ == staged.id) & (ImportProblem.code == "date_in_future")
    )
    row = ImportRow.get((ImportRow.import_ == staged.id) & (ImportRow.row == late.row))
    mended = editing.Edit(row.version, {late.field: "2013-03"})
    editing.edit_row(inspector, staged.id, row.id, mended, store)


def _declare(inspector: Actor, region: str, clerk_of: int) -> None:
    """An enterprise says where a device stands now, and that its others are as they were."""
    device = next(
        it
        for it in listing.query(
            inspector, listing.Filters(region=region, verdict="improve")
        ).order_by(Equipment.id)
        if it.enterprise_id != clerk_of
    )
    clerk = Actor(None, "企业经办人（演示）", Role.ENTERPRISE, enterprise=device.enterprise_id)
    made = drafting.create(clerk, "年度确认")
    facts = {**device.facts, "location": "新建配电房"}
    drafting.add_item(clerk, made.id, Draft("change", equipment=device.id, facts=facts))
    drafting.confirm_rest(clerk, made.id)
    version = lookup.get(clerk, made.id).version
    service.submit(
        clerk, made.id, version, Signature("李明（演示）", "设备主管", "0750-0000000", agreed=True)
    )
