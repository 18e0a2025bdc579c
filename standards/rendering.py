"""Findings in their public shape: JSON of what was measured, and a sentence in two languages.
Built on demand only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from standards.checks.base import LIMIT, MEASURED
from standards.checks.steps import Steps, kept, written
from standards.disputes import name_disputes
from standards.few import FEW
from standards.kinds import Kind
from standards.languages import EN, ZH
from standards.model import Finding, Library, Message, Rule
from standards.outcomes import OUTCOMES
from standards.sentences import Telling, sentences, told_of, with_case, with_facts
from standards.values import Told, number, value_words

_NO_TEXT = pl.lit(None, dtype=pl.String)
FINDING_KEYS = (
    "rule",
    "outcome",
    "presumed",
    "level",
    "grade",
    "document",
    "clause",
    "measured",
    "limit",
    "due",
    "then",
    "missing",
    "message",
    "message_en",
)
"""What a finding says, in the order in which it is stored and printed."""


def _json_value(kind: Kind, told: Told, column: str) -> pl.Expr:
    dtype = told.types[column]
    if dtype.is_numeric():
        return number(pl.col(column))
    if dtype == pl.Boolean:
        return pl.col(column).cast(pl.String)
    text = value_words(kind, EN, told, column)
    return pl.lit('"') + text.str.replace_all('"', '\\"', literal=True) + '"'


def _json(kind: Kind, told: Told, prefix: str) -> pl.Expr:
    """A JSON object of the columns with this prefix that are not null; null when all are."""
    pairs = [
        pl.lit(f'"{c[2:]}": ') + _json_value(kind, told, c)
        for c in told.types
        if c.startswith(prefix)
    ]
    if not pairs:
        return _NO_TEXT
    inside = pl.concat_str(pairs, separator=", ", ignore_nulls=True)
    return pl.when(inside != "").then("{" + inside + "}")


def _messages(
    library: Library, kind: Kind, rule: Rule, told: Told, wanted: bool
) -> dict[str, pl.Expr]:
    if not wanted:
        return {"message": _NO_TEXT, "message_en": _NO_TEXT}
    return {
        "message": sentences(Telling(library, kind, rule, ZH, told)),
        "message_en": sentences(Telling(library, kind, rule, EN, told)),
    }


def _render_rule(
    library: Library,
    kind: Kind,
    rule: Rule,
    found: pl.DataFrame,
    frame: pl.DataFrame,
    messages: bool,
) -> pl.DataFrame:
    full = with_facts(kind, rule, found, frame)
    told = told_of(full)

    def note(steps: Steps) -> Steps:
        return _public(library, kind, rule, told, messages, steps)

    if full.height > FEW:
        return written(full, note(Steps(full.columns)).noted)
    # what the values alone decide differs from device to device: all else is told alike
    name = (messages, told.cases, told.coarse, told.stopped)
    key = ("sentences", *name, told.presumed, *full.columns)
    return written(full, kept(library, rule, key, lambda: note(Steps(full.columns)).noted))


def _public(
    library: Library, kind: Kind, rule: Rule, told: Told, messages: bool, found: Steps
) -> Steps:
    """The findings in the columns that are shown."""
    blank = pl.lit([], dtype=pl.List(pl.String))
    missing = pl.col("missing")
    return with_case(found).select(
        row="row",
        rule=pl.lit(rule.id),
        outcome=pl.col("outcome").cast(pl.String),
        presumed="presumed",
        level=pl.col("level").cast(pl.String),
        grade="grade",
        document="document",
        clause="clause",
        measured=_json(kind, told, MEASURED),
        limit=_json(kind, told, LIMIT),
        due="due",
        then=pl.col("then").cast(pl.String),
        missing=pl.when(missing.is_null()).then(blank).otherwise(missing.str.split(";")),
        **_messages(library, kind, rule, told, messages),
    )


def render(
    library: Library,
    frames: Mapping[str, pl.DataFrame],
    by_rule: Sequence[tuple[Rule, pl.DataFrame]],
    outcomes: Collection[str] | None,
    messages: bool,
) -> pl.DataFrame:
    """The public frame of findings (see ``Assessment.findings``)."""
    wanted = list(OUTCOMES if outcomes is None else outcomes)
    parts = []
    for rule, found in by_rule:
        chosen = found if outcomes is None else found.filter(pl.col("outcome").is_in(wanted))
        if chosen.height:
            kind, frame = library.kind(rule.kind), frames[rule.kind]
            part = _render_rule(library, kind, rule, chosen, frame, messages)
            if messages:
                title = Message(rule.title_zh, rule.title_en)
                part = name_disputes(kind, title, library.texts["disputed"], part, frame)
            parts.append(part)
    if not parts:
        return pl.DataFrame(schema=dict(_PUBLIC_SCHEMA))
    whole = pl.concat(parts) if len(parts) > 1 else parts[0]
    # one device's findings stand in the order of the rules already
    return whole if whole["row"].is_sorted() else whole.sort("row", maintain_order=True)


_PUBLIC_SCHEMA: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "rule": pl.String,
    "outcome": pl.String,
    "presumed": pl.Boolean,
    "level": pl.String,
    "grade": pl.Int8,
    "document": pl.String,
    "clause": pl.String,
    "measured": pl.String,
    "limit": pl.String,
    "due": pl.Date,
    "then": pl.String,
    "missing": pl.List(pl.String),
    "message": pl.String,
    "message_en": pl.String,
}


def as_findings(frame: pl.DataFrame) -> list[Finding]:
    """The public frame as objects."""
    return [
        Finding(
            rule=r["rule"],
            outcome=r["outcome"],
            presumed=r["presumed"],
            level=r["level"],
            grade=r["grade"],
            document=r["document"],
            clause=r["clause"],
            measured=None if r["measured"] is None else json.loads(r["measured"]),
            limit=None if r["limit"] is None else json.loads(r["limit"]),
            due=r["due"],
            then=r["then"],
            missing=tuple(r["missing"]),
            message=r["message"],
            message_en=r["message_en"],
        )
        for r in frame.iter_rows(named=True)
    ]
