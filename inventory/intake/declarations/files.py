"""Files of declared devices: the enterprise's while it may edit its declaration."""

from inventory.intake.declarations import drafting, lookup
from inventory.registry.attachments.parents import Rights

RIGHTS = Rights(lookup.item, drafting.require_editable, drafting.require_editable)
