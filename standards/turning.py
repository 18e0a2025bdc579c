"""One machine, one kind: devices of a kind that are judged and stored as another (a lorry of kind
``vehicle`` is a truck).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from standards.dates import FIRST
from standards.doubts import DISPUTED, INFERRED, Doubts
from standards.frames import field_columns
from standards.kinds import Kind, Turn
from standards.model import Library


def turned(
    library: Library, kind_id: str, facts: Mapping[str, object]
) -> tuple[str, dict[str, object]]:
    """The kind that a device really is, and its facts as that kind has them. What the other kind
    has no field for is left out.

    Raises: StandardsError for an unknown kind.
    """
    turn = library.kind(kind_id).turns
    word = None if turn is None else turn.values.get(str(facts.get(turn.by)))
    if turn is None or word is None:
        return kind_id, dict(facts)
    target = library.kind(turn.kind)
    named = {turn.renamed.get(name, name): value for name, value in facts.items()}
    kept = {name: value for name, value in named.items() if target.has(name)}
    return turn.kind, kept | {turn.by: word}


def turned_doubts(
    library: Library, kind_id: str, facts: Mapping[str, object], doubts: Doubts | None
) -> Doubts | None:
    """What is in doubt of a device, by the fields of the kind that it really is."""
    turn = library.kind(kind_id).turns
    if doubts is None or turn is None or turn.values.get(str(facts.get(turn.by))) is None:
        return doubts
    named = doubts.renamed(turn.renamed)
    target = library.kind(turn.kind)
    parts = (
        {name: value for name, value in part.items() if target.has(name) and name != turn.by}
        for part in (named.inferred, named.disputed)
    )
    return Doubts(*parts)


def turned_rows(kind: Kind) -> pl.Expr:
    """Whether a device of this kind is really of another."""
    if kind.turns is None:
        return pl.lit(False)
    word = pl.col(kind.turns.by).cast(pl.String)
    return word.is_in(list(kind.turns.values)).fill_null(False)


def turned_frame(library: Library, turn: Turn, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame of the other kind with the same rows in the same order; only those that turn mean
    anything in it.
    """
    target = library.kind(turn.kind)
    origin = {new: old for old, new in turn.renamed.items()}
    columns = []
    for name, dtype in field_columns(target).items():
        field, suffix = (name[: -len(FIRST)], FIRST) if name.endswith(FIRST) else (name, "")
        source = origin.get(field, field) + suffix
        if field == turn.by:
            word = pl.col(field).cast(pl.String)
            value = word.replace_strict(dict(turn.values), default=None, return_dtype=pl.String)
        elif source in frame.columns:
            value = pl.col(source)
        else:
            value = pl.lit(None)
        if isinstance(dtype, pl.Enum):
            value = value.cast(pl.String)
        columns.append(value.cast(dtype, strict=False).alias(name))
    marks = [name for name in (DISPUTED, INFERRED) if name in frame.columns]
    return frame.select(*columns, *marks)
