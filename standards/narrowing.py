"""Some words stand for several choices: 煤 is one of four coals, 国六 is 国六a or 国六b.

A device with such a word is judged once for each choice that it may mean. Where all of them give
the same outcome it stands; else the finding is unknown and asks for the word.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from standards.checks.base import OUTCOME
from standards.kinds import Kind

_OF, _COUNT = "_of", "_count"


@dataclass(frozen=True)
class Open:
    """The devices of a frame whose words leave choices open, a row for every choice.

    ``origin``: ``row`` here, ``_of`` the device's own row, ``_count`` its rows, ``_asked`` the
    fields to ask for.
    """

    rows: pl.DataFrame
    origin: pl.DataFrame


def narrowed(kind: Kind, frame: pl.DataFrame) -> tuple[pl.DataFrame, Open | None]:
    """The devices whose words are all exact, and the others by every choice that they may mean."""
    broad = {
        field.id: field.broader
        for field in kind.fields
        if field.broader
        and field.id in frame.columns
        and frame[field.id].is_in(list(field.broader)).any()
    }
    if not broad:
        return frame, None
    is_open = pl.any_horizontal(
        [pl.col(name).is_in(list(words)) for name, words in broad.items()]
    ).fill_null(False)
    asked = [
        pl.when(pl.col(name).is_in(list(words))).then(pl.lit(name)) for name, words in broad.items()
    ]
    wide = frame.filter(is_open).with_columns(
        _asked=pl.concat_str(asked, separator=";", ignore_nulls=True)
    )
    for name, words in broad.items():
        choices = {choice: [choice] for choice in kind.field(name).choices} | {
            word: list(options) for word, options in words.items()
        }
        wide = (
            wide.with_columns(
                pl.col(name)
                .cast(pl.String)
                .replace_strict(choices, default=None, return_dtype=pl.List(pl.String))
            )
            .explode(name)
            .with_columns(pl.col(name).cast(frame.schema[name]))
        )
    wide = wide.rename({"row": _OF}).with_row_index("row").with_columns(_count=pl.len().over(_OF))
    origin = wide.select("row", _OF, _COUNT, "_asked")
    return frame.filter(~is_open), Open(wide.drop(_OF, _COUNT, "_asked"), origin)


def agreed(found: pl.DataFrame, left: Open) -> pl.DataFrame:
    """The findings of every choice as one for each device: what they agree on, or unknown."""
    joined = found.join(left.origin, on="row", how="left", maintain_order="left")
    same = (pl.col("outcome").n_unique().over(_OF) == 1) & (pl.len().over(_OF) == pl.col(_COUNT))
    marked = joined.with_columns(_same=same, presumed=pl.col("presumed").any().over(_OF))
    one = marked.unique(_OF, keep="first", maintain_order=True)
    kept = {"row", "document", "clause", "outcome", "presumed", "missing"}
    blank = [
        pl.when("_same").then(pl.col(name)).alias(name)
        for name in found.columns
        if name not in kept
    ]
    return one.with_columns(
        *blank,
        row=pl.col(_OF),
        outcome=pl.when("_same").then("outcome").otherwise(pl.lit("unknown").cast(OUTCOME)),
        presumed=pl.col("presumed") & pl.col("_same"),
        missing=pl.when("_same").then("missing").otherwise("_asked"),
    ).select(found.columns)
