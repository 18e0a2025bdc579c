"""The changed devices of a what-if, stored in columns: a batch is an Arrow file.

Of each device ``equipment``, ``enterprise``, ``region``; ``before`` and ``after``, its verdicts,
blank where nothing is judged; ``direction`` of the verdict: WORSE, SAME, BETTER; ``rules``, the
canonical JSON of [[rule, before, after], …]; ``quantity``; ``capacity`` in the unit of its kind;
``kgce`` and ``kgco2`` that replacing it by the best grade that the library computes would save a
year.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
from peewee import Expression

from inventory.core import database, region_codes
from inventory.core.access import EVERYWHERE, Actor
from inventory.judgement.whatif.models import WhatIf, WhatIfBatch

# Few words of many devices: each is written once.
WORD = pl.Categorical()
SCHEMA: dict[str, pl.DataType] = {
    "equipment": pl.Int64(),
    "enterprise": pl.Int64(),
    "region": WORD,
    "before": WORD,
    "after": WORD,
    "direction": pl.Int8(),
    "rules": WORD,
    "quantity": pl.Int64(),
    "capacity": pl.Float64(),
    "kgce": pl.Float64(),
    "kgco2": pl.Float64(),
}
# A blank outcome in a filter: nothing is judged.
BLANK = "none"


@dataclass(frozen=True)
class ChangeFilter:
    """Filters of the changed devices; blank means all, BLANK means "nothing judged"."""

    kind: str = ""
    region: str = ""
    enterprise: int | None = None
    before: str = ""
    after: str = ""
    rule: str = ""
    rule_before: str = ""
    rule_after: str = ""
    direction: int | None = None


def packed(frame: pl.DataFrame) -> bytes:
    """Columns as they are stored."""
    written = io.BytesIO()
    frame.select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items()).write_ipc(
        written, compression="zstd"
    )
    return written.getvalue()


def unpacked(content: bytes, names: Sequence[str] = tuple(SCHEMA)) -> pl.DataFrame:
    """Some of the columns."""
    return pl.read_ipc(io.BytesIO(content), columns=list(names))


def changed(
    actor: Actor, what_if: WhatIf, wanted: ChangeFilter, names: Sequence[str] = tuple(SCHEMA)
) -> Iterator[pl.DataFrame]:
    """The changed devices that the actor may see now, with their kind; batch by batch."""
    mine: Expression = WhatIfBatch.what_if == what_if
    if wanted.kind:
        mine &= WhatIfBatch.kind == wanted.kind
    condition = _condition(wanted)
    read = dict.fromkeys((*names, *condition.meta.root_names(), "region", "enterprise"))
    batches = WhatIfBatch.select(WhatIfBatch.kind, WhatIfBatch.content).where(mine)
    for kind, content in batches.order_by(WhatIfBatch.kind, WhatIfBatch.first).tuples():
        frame = unpacked(content, list(read))
        found = frame.filter(condition, _seen(actor, frame))
        yield found.select(pl.lit(kind).alias("kind"), *names)


def _condition(wanted: ChangeFilter) -> pl.Expr:
    condition = pl.lit(True)
    for name, word in (("before", wanted.before), ("after", wanted.after)):
        if word:
            condition &= _text(name) == ("" if word == BLANK else word)
    if wanted.region:
        condition &= _text("region").str.starts_with(region_codes.prefix(wanted.region))
    if wanted.enterprise is not None:
        condition &= pl.col("enterprise") == wanted.enterprise
    if wanted.direction is not None:
        condition &= pl.col("direction") == wanted.direction
    if wanted.rule:
        condition &= _text("rules").str.contains(_entry(wanted), literal=True)
    return condition


def _text(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.String)


def _entry(wanted: ChangeFilter) -> str:
    """A changed rule in the canonical JSON: its id, then before and after."""
    entry: list[str | None] = [wanted.rule]
    for word in (wanted.rule_before, wanted.rule_after):
        if not word:
            return database.dump(entry)[:-1] + ","
        entry.append(None if word == BLANK else word)
    return database.dump(entry)


def _seen(actor: Actor, frame: pl.DataFrame) -> pl.Expr:
    """What `access.scope` says, of columns."""
    if actor.role in EVERYWHERE:
        return pl.lit(True)
    whose = frame.select(_text("region"), "enterprise").unique()
    own = [actor.sees(region, enterprise) for region, enterprise in whose.iter_rows()]
    seen = whose.filter(pl.Series(own, dtype=pl.Boolean))
    both = pl.struct(_text("region"), pl.col("enterprise"))
    return both.is_in(seen.to_struct().implode())
