"""A what-if judged: the ledger twice, keeping the devices in which a finding changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

import standards
from inventory.core import access, clock
from inventory.core.database import db
from inventory.core.garbage import uncollected
from inventory.judgement.library import current
from inventory.judgement.potential import reading
from inventory.judgement.potential.reading import Batch, Section
from inventory.judgement.whatif import columns
from inventory.judgement.whatif.models import BETTER, SAME, WORSE, WhatIf, WhatIfBatch
from inventory.judgement.whatif.service import drafted
from inventory.registry.equipment import lookup
from inventory.registry.jobs import parts
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import Progress
from standards.comparing import Comparison, compare, rank, touched_kinds
from standards.savings import savings

# The kind of job that does some windows, entered in app/job_kinds.py.
PART = "whatif_part"
RULES = {"rule": pl.String, "before": pl.String, "after": pl.String, "devices": pl.Int64}


def run(what_if_id: int, progress: Progress) -> Mapping[str, int]:
    """Judge twice and keep who changes, for the job's row; beginning again does no harm."""
    what_if = WhatIf.get_by_id(what_if_id)
    library, changed = current.load(), drafted(what_if.changes, what_if.package)
    actor, section = access.actor_of(what_if.scope), Section(what_if.kind, what_if.region)
    WhatIfBatch.delete().where(WhatIfBatch.what_if == what_if).execute()
    touched = touched_kinds(library, changed, (what_if.base_as_of, what_if.as_of))
    every = reading.windows(actor, section)
    read = [window for window in every if window.kind in touched]
    total = sum(window.devices for window in every)
    # The others cannot change: that is known without reading them.
    judged, devices = total - sum(window.devices for window in read), 0
    progress(judged, total)
    by_rule: list[pl.DataFrame] = []
    terms = {"what_if": what_if_id, "begun": _begun(what_if)}
    bundles = lookup.bundled(read, reading.BATCH)
    portions = [{"windows": windows, **terms} for windows in bundles]
    for done in parts.shared(PART, portions, _part):
        judged += done["judged"]
        devices += done["changed"]
        by_rule.append(pl.DataFrame(done["rules"], RULES, orient="row"))
        progress(judged, total)
    WhatIf.update(
        judged=judged,
        changed=devices,
        rules=_rules(by_rule),
        finished_at=clock.now(),
        base_library=library.version,
        draft_library=changed.version,
    ).where(WhatIf.id == what_if_id).execute()
    return {"what_if": what_if_id, "judged": judged, "changed": devices}


def part(params: dict[str, Any]) -> Mapping[str, Any] | None:
    """A part as a job of its own; None where what it is for is gone, or was begun anew."""
    what_if = WhatIf.get_or_none(WhatIf.id == params["what_if"])
    if what_if is None or _begun(what_if) != params["begun"]:
        return None
    return _part(params)


def _begun(what_if: WhatIf) -> int:
    """How often its job was begun."""
    row = Job.select(Job.attempts).where(Job.id == what_if.job_id)
    return int(row.scalar() or 0)


@uncollected()
def _part(params: dict[str, Any]) -> Mapping[str, Any]:
    what_if = WhatIf.get_by_id(params["what_if"])
    library, changed = current.load(), drafted(what_if.changes, what_if.package)
    actor, section = access.actor_of(what_if.scope), Section(what_if.kind, what_if.region)
    days = (what_if.base_as_of, what_if.as_of)
    judged, devices = 0, 0
    by_rule: list[tuple[Any, ...]] = []
    for window in map(lookup.Window._make, params["windows"]):
        batch = reading.batch_of(actor, section, window)
        if batch is not None:
            found = compare(library, changed, batch.kind, batch.frame, days, what_if.horizon)
            devices += _keep(what_if, batch, found, library)
            by_rule.extend(found.by_rule().select(list(RULES)).iter_rows())
            judged += len(batch.ids)
    return {"judged": judged, "changed": devices, "rules": by_rule}


def _rules(parts: list[pl.DataFrame]) -> list[Mapping[str, Any]]:
    """Devices by rule, outcome before and after, as they are stored."""
    if not parts:
        return []
    keys = ["rule", "before", "after"]
    summed = pl.concat(parts).group_by(keys).agg(pl.col("devices").sum())
    ordered = summed.sort(["devices", *keys], descending=[True, False, False, False])
    return [*ordered.to_dicts()]


def _keep(what_if: WhatIf, batch: Batch, found: Comparison, library: standards.Library) -> int:
    """Store the devices in which a finding changes; returns how many."""
    changed = None if found.rules.is_empty() else _rows(what_if, batch, found, library)
    content = None if changed is None else columns.packed(changed)
    devices = 0 if changed is None else changed.height
    with db.atomic():
        _store(what_if, batch, devices, content)
    return devices


def _store(what_if: WhatIf, batch: Batch, devices: int, content: bytes | None) -> None:
    """Store a batch instead of what a worker wrote that died, or lives on, taken for dead."""
    first, last = batch.ids[0], batch.ids[-1]
    again = (WhatIfBatch.what_if == what_if) & (WhatIfBatch.kind == batch.kind)
    again &= (WhatIfBatch.first <= last) & (WhatIfBatch.last >= first)
    WhatIfBatch.delete().where(again).execute()
    if content is not None:
        WhatIfBatch.create(
            what_if=what_if,
            kind=batch.kind,
            first=first,
            last=last,
            devices=devices,
            content=content,
        )


def _rows(
    what_if: WhatIf, batch: Batch, found: Comparison, library: standards.Library
) -> pl.DataFrame:
    """The changed devices as they are stored, by id."""
    changes = (
        found.rules.group_by("row", maintain_order=True)
        .agg(rules=pl.format("[{}]", _written().str.join(",")))
        .join(_verdicts(found), on="row", how="left", maintain_order="left")
    )
    rows = changes["row"]
    capacity = library.kind(batch.kind).capacity
    size = pl.lit(None) if capacity is None else pl.lit(batch.frame[capacity][rows])
    devices = pl.lit(pl.Series(batch.quantities, dtype=pl.Int64)[rows])
    each = changes.join(
        _saved(library, batch, rows, what_if.as_of), on="row", how="left", maintain_order="left"
    )
    return each.select(
        equipment=pl.lit(pl.Series(batch.ids)[rows]),
        enterprise=pl.lit(pl.Series(batch.enterprises)[rows]),
        region=pl.lit(pl.Series(batch.regions)[rows]),
        before=pl.col("before").fill_null(""),
        after=pl.col("after").fill_null(""),
        direction="direction",
        rules="rules",
        quantity=devices,
        capacity=size.cast(pl.Float64) * devices,
        kgce=pl.col("kgce") * devices,
        kgco2=pl.col("kgco2") * devices,
    )


def _written() -> pl.Expr:
    """[rule, before, after] as `database.dump` writes it: none of the words needs an escape."""
    words = [
        pl.format('"{}"', pl.col(name)).fill_null("null") for name in ("rule", "before", "after")
    ]
    return pl.format("[{},{},{}]", *words)


def _verdicts(found: Comparison) -> pl.DataFrame:
    """row, before, after, direction of every device."""
    before = found.before.verdicts.select("row", pl.col("verdict").alias("before"))
    after = found.after.verdicts.select("row", pl.col("verdict").alias("after"))
    worse = rank(pl.col("after")) < rank(pl.col("before"))
    better = rank(pl.col("after")) > rank(pl.col("before"))
    return before.join(after, on="row").with_columns(
        direction=pl.when(worse).then(WORSE).when(better).then(BETTER).otherwise(SAME)
    )


def _saved(library: standards.Library, batch: Batch, rows: pl.Series, as_of: date) -> pl.DataFrame:
    """row, kgce and kgco2 that replacing it would save, by the best target computed."""
    figures = savings(library, batch.kind, batch.frame[rows], as_of).figures
    best = figures.group_by("row").agg(pl.col("kgce", "kgco2").max())
    return best.with_columns(row=rows.gather(best["row"]))
