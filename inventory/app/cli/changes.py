"""`app.py library changes`: what changed in the law between two days, for which devices."""

from __future__ import annotations

import argparse
from collections import defaultdict
from datetime import date

import standards
from inventory.core.access import SYSTEM
from inventory.core.errors import Invalid
from inventory.judgement.potential import reading
from standards.changes import Change, changes_between
from standards.comparing import compare

LISTED = 20
"""Devices that are named for each rule; how many there are is always said."""


def run(args: argparse.Namespace, library: standards.Library) -> int:
    after, until = args.after, args.until
    if until < after:
        raise Invalid.of("cli.days")
    found = changes_between(library, after, until)
    for item in found:
        print(f"{item.day}  {item.sort}  {item.id}  {item.zh} / {item.en}")
    print(f"{after} → {until}: {len(found)} 处变化 changes")
    if args.devices:
        _print_devices(library, found, after, until)
    return 0


def _print_devices(
    library: standards.Library, found: list[Change], after: date, until: date
) -> None:
    """The devices of the ledger whose findings differ by rules that changed; time that passes
    (an inspection that falls due) is no change of the law.
    """
    rules = {item.id for item in found if item.sort == "rule"}
    kinds = {rule.kind for rule in library.rules if rule.id in rules}
    devices: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for kind in sorted(kinds):
        for batch in reading.batches(SYSTEM, reading.Section(kind)):
            compared = compare(library, library, kind, batch.frame, (after, until))
            for row, rule, before, now in compared.rules.iter_rows():
                if rule in rules:
                    devices[rule, before or "—", now or "—"].append(batch.ids[row])
    for (rule, before, now), ids in sorted(devices.items()):
        more = " …" if len(ids) > LISTED else ""
        shown = ", ".join(map(str, ids[:LISTED])) + more
        print(f"  {rule}  {before} → {now}  {len(ids)} 台 devices: {shown}")
    print(f"  {sum(map(len, devices.values()))} 处判定不同 findings differ")
