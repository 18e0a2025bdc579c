"""Heads of the trail noted where its database's owner cannot take them back.

A trail cut off at its end is whole in itself. So the scheduler notes the last hash each minute: in
the service's log, and in a file elsewhere if the settings name one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from inventory.core import clock
from inventory.core.audit.models import AuditEvent
from inventory.core.errors import Invalid

log = structlog.get_logger()
EVENT = "audit_head"
RESTORED = "audit_restored"


@dataclass(frozen=True)
class Head:
    """The last event at some moment."""

    id: int
    hash: str


def last() -> Head | None:
    """The trail's last event as it is committed now."""
    found = AuditEvent.select().order_by(AuditEvent.id.desc()).first()
    return Head(found.id, found.hash) if found else None


def note(before: Head | None, place: str, event: str = EVENT) -> Head | None:
    """Note the head, unless it is still the one of `before`; gives what was noted last."""
    head = last()
    if head is None or head == before:
        return before
    log.info(event, id=head.id, hash=head.hash)
    try:
        _append(place, head, event)
    except OSError as error:
        # Told each minute; the trail goes on all the same.
        log.error("audit_head_not_noted", file=place, error=str(error))
        return before
    return head


def _append(place: str, head: Head, event: str) -> None:
    if not place:
        return
    line = {"at": clock.now().isoformat(), "event": event, "id": head.id, "hash": head.hash}
    file = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(file, "w") as out:
        out.write(f"{json.dumps(line)}\n")


def read(path: Path) -> list[Head]:
    """The heads that a file of heads or a service log holds and that must still be in the trail.

    What came after a backup that was restored is gone with reason, and not asked for.
    """
    if not path.is_file():
        raise Invalid.of("audit.no_file", path=path)
    found: list[Head] = []
    with path.open(encoding="utf-8", errors="replace") as file:
        for event, head in _noted(file):
            if event == RESTORED:
                found = [item for item in found if item.id < head.id]
            found.append(head)
    return found


def _noted(lines: Iterator[str]) -> Iterator[tuple[str, Head]]:
    for line in lines:
        if EVENT not in line and RESTORED not in line:
            continue
        try:
            item = json.loads(line[line.index("{") :])  # journals put words in front
        except ValueError:
            continue
        if item.get("event") in {EVENT, RESTORED}:
            yield item["event"], Head(int(item["id"]), str(item["hash"]))
