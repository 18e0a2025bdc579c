"""How the revisions that an import wrote are worded."""

from __future__ import annotations

from inventory.core import access
from inventory.core.messages import Sentence, sentence
from inventory.intake.imports.models import Import
from inventory.registry.equipment.models import EquipmentRevision
from inventory.registry.equipment.stories import Revised


def imported(revised: Revised) -> Sentence:
    """An import created or changed the device."""
    found = Import.get_or_none(Import.id == revised.number)
    # The file's name may name a person: show it only to users who may see imports.
    named = found and revised.actor.role in access.OFFICIALS
    file = Sentence(f"“{found.file_name}”", f"“{found.file_name}”") if named else _LEDGER
    if revised.row.before is None:
        return sentence("imports.created", file=file)
    return sentence("imports.updated", file=file, changes=revised.changes)


_LEDGER = Sentence("台账", "of a ledger")


def reason(row: EquipmentRevision) -> str:
    """Why an import wrote a revision, in English: which file it was."""
    return sentence("imports.reason", file=row.reason.removeprefix(_LEAD)).en


_LEAD = sentence("imports.reason", file="").zh


def undone(revised: Revised) -> Sentence:
    """The import was taken back."""
    key = "imports.withdrawn" if revised.row.after is None else "imports.undone"
    return sentence(key, number=revised.number)
