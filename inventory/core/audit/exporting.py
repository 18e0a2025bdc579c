"""A part of the audit trail as a file that proves itself: JSON Lines, one event a line.

The first line says what the file holds and which hash its first event continues; the last line how
many events there are and the hash they end in. Each event stands as the chain hashed it, so whoever
has the file can check every link of it without the database. The chain has gaps nowhere, and so has
the file none: it runs from the first event of the time asked for to the last, in the order of the
chain, and holds those between them even where two clocks disagreed about the moment.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from peewee import fn

from inventory.core import clock
from inventory.core.access import Actor
from inventory.core.audit import chain, service
from inventory.core.audit.chain import Link, Verdict
from inventory.core.audit.models import AuditEvent
from inventory.core.audit.sealing import Signature
from inventory.core.database import dump
from inventory.core.errors import Conflict, Invalid

FORMAT = "huanxin-audit-1"


@dataclass(frozen=True)
class Span:
    """The time asked for: from `since` on, before `until`; None = without end."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Checked:
    """What a file is worth: its own links, and whether this database holds the same events.

    `here` is None where this database does not hold them: then only the file itself speaks.
    """

    verdict: Verdict
    here: bool | None


def export(actor: Actor, target: Path, span: Span) -> Verdict:
    """Write a part of the trail to a file, checking each link on the way, and record that.

    The file takes its name only when it is whole. Raises Conflict where that name is taken or the
    trail is broken, Invalid where the time asked for holds no event.
    """
    if target.exists():
        raise Conflict.of("audit.file_exists", target=target)
    first, last = _ends(span)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        partial.touch(mode=0o600)  # it holds names and addresses
        with partial.open("w", encoding="utf-8") as out:
            verdict = _write(out, first, last, span)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    service.record(
        "audit.exported",
        actor,
        detail={"first": first.id, "last": last, "events": verdict.events, "head": verdict.head},
    )
    return verdict


def _ends(span: Span) -> tuple[AuditEvent, int]:
    """The first event, and the number of the last one."""
    inside = AuditEvent.id > 0
    if span.since:
        inside &= AuditEvent.at >= span.since
    if span.until:
        inside &= AuditEvent.at < span.until
    query = AuditEvent.select(fn.MIN(AuditEvent.id), fn.MAX(AuditEvent.id))
    first, last = query.where(inside).tuples()[0]
    if first is None:
        raise Invalid.of("audit.no_events")
    return AuditEvent.get_by_id(first), last


def _write(out: TextIO, first: AuditEvent, last: int, span: Span) -> Verdict:
    head = {
        "format": FORMAT,
        "since": span.since and span.since.isoformat(),
        "until": span.until and span.until.isoformat(),
        "made_at": clock.now().isoformat(),
        "previous": first.previous,
    }
    out.write(f"{dump(head)}\n")
    verdict = chain.walk(_written(out, first.id, last), first.previous)
    if not verdict.whole:
        raise Conflict.of(
            "audit.audit_broken",
            broken=verdict.broken,
            reason=verdict.reason,
            reason_en=verdict.reason_en,
        )
    out.write(f"{dump({'events': verdict.events, 'head': verdict.head})}\n")
    return verdict


def _written(out: TextIO, first: int, last: int) -> Iterator[Link]:
    for link in map(chain.link, chain.events(first, last)):
        line = {"id": link.id, **link.content, "previous": link.previous, "hash": link.hash}
        if link.signature:
            line |= {"key_id": link.signature.key_id, "mac": link.signature.mac}
        out.write(f"{dump(line)}\n")
        yield link


def check(path: Path, known_heads: Collection[str] = ()) -> Checked:
    """Prove an exported file, and compare its end with this database's trail if it is there.

    Raises Invalid for any other file.
    """
    if not path.is_file():
        raise Invalid.of("audit.no_file", path=path)
    with path.open(encoding="utf-8") as file:
        lines = _lines(file, path)
        number, head = next(lines, (1, {}))
        if head.get("format") != FORMAT or not isinstance(head.get("previous"), str):
            raise _no_export(path, number)
        reader = _Reader(path, lines)
        verdict = chain.walk(reader.links(), head["previous"], known_heads)
    if verdict.whole and reader.foot != {"events": verdict.events, "head": verdict.head}:
        verdict = Verdict(
            verdict.events,
            verdict.head,
            0,
            "文件不完整，或末尾被改动",
            "the file is not complete, or its end was changed",
        )
    return _compared(verdict, reader.last)


class _Reader:
    """The events of a file up to its last line, which is `foot`; `last` is the last event's id."""

    def __init__(self, path: Path, lines: Iterator[tuple[int, dict[str, Any]]]) -> None:
        self._path, self._lines = path, lines
        self.foot: dict[str, Any] | None = None
        self.last = 0

    def links(self) -> Iterator[Link]:
        for number, line in self._lines:
            if self.foot is not None:
                raise _no_export(self._path, number)
            if "hash" not in line:
                self.foot = line
                continue
            try:
                content = {name: line[name] for name in (*chain.CONTENT, "at")}
                link = Link(line["id"], line["previous"], line["hash"], content, _signature(line))
            except KeyError as error:
                raise _no_export(self._path, number) from error
            self.last = link.id
            yield link


def _signature(line: dict[str, Any]) -> Signature | None:
    return Signature(str(line["key_id"]), str(line["mac"])) if "mac" in line else None


def _lines(file: TextIO, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    number = 0
    try:
        for number, text in enumerate(file, start=1):
            line = json.loads(text)
            if not isinstance(line, dict):
                raise _no_export(path, number)
            yield number, line
    except ValueError as error:  # no JSON, or no UTF-8
        raise _no_export(path, number or 1) from error


def _no_export(path: Path, number: int) -> Invalid:
    return Invalid.of("audit.audit_file", path=path, number=number)


def _compared(verdict: Verdict, last: int) -> Checked:
    """Because each hash covers all before it, the last one speaks for the whole file."""
    here = AuditEvent.get_or_none(AuditEvent.id == last) if verdict.whole and last else None
    if here is None:
        return Checked(verdict, None)
    if here.hash == verdict.head:
        return Checked(verdict, True)
    differs = Verdict(
        verdict.events,
        verdict.head,
        last,
        "与本机数据库的审计链不同",
        "differs from the audit trail of this database",
    )
    return Checked(differs, False)
