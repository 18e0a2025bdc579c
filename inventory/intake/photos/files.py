"""Files of photos: the owner sees the picture; it is neither added to nor taken off by itself."""

from inventory.intake.photos import service
from inventory.registry.attachments.parents import Rights

RIGHTS = Rights(service.own_only, service.no_more)
