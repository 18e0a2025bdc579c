"""Findings in their public shape: JSON of what was measured, and a sentence in two languages.
Built on demand only.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from standards.checks.base import LIMIT, MEASURED
from standards.disputes import name_disputes
from standards.kinds import Kind
from standards.languages import EN, ZH
from standards.model import Finding, Library, Message, Rule
from standards.outcomes import NO_FIELDS, OUTCOMES
from standards.sentences import Telling, sentences, with_facts
from standards.values import number, value_words

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
PUBLIC = ("row", *FINDING_KEYS)


def _json_value(kind: Kind, frame: pl.DataFrame, column: str) -> pl.Expr:
    dtype = frame.schema[column]
    if dtype.is_numeric():
        return number(pl.col(column))
    if dtype == pl.Boolean:
        return pl.col(column).cast(pl.String)
    text = value_words(kind, EN, frame, column)
    return pl.lit('"') + text.str.replace_all('"', '\\"', literal=True) + '"'


def _json(kind: Kind, frame: pl.DataFrame, prefix: str) -> pl.Expr:
    """A JSON object of the columns with this prefix that are not null; null when all are."""
    pairs = [
        pl.lit(f'"{c[2:]}": ') + _json_value(kind, frame, c)
        for c in frame.columns
        if c.startswith(prefix)
    ]
    if not pairs:
        return _NO_TEXT
    inside = pl.concat_str(pairs, separator=", ", ignore_nulls=True)
    return pl.when(inside != "").then("{" + inside + "}")


def _with_case(found: pl.DataFrame) -> pl.DataFrame:
    """Which sentence tells a finding: the check's own case, what is missing that is no field, or
    the outcome.
    """
    no_field = pl.when(pl.col("missing").is_in(NO_FIELDS)).then(pl.col("missing"))
    return found.with_columns(
        case=pl.coalesce(pl.col("case"), no_field, pl.col("outcome").cast(pl.String))
    )


def _messages(
    library: Library, kind: Kind, rule: Rule, full: pl.DataFrame, wanted: bool
) -> dict[str, pl.Expr]:
    if not wanted:
        return {"message": _NO_TEXT, "message_en": _NO_TEXT}
    return {
        "message": sentences(Telling(library, kind, rule, ZH, full)),
        "message_en": sentences(Telling(library, kind, rule, EN, full)),
    }


def _render_rule(
    library: Library,
    kind: Kind,
    rule: Rule,
    found: pl.DataFrame,
    frame: pl.DataFrame,
    messages: bool,
) -> pl.DataFrame:
    full = with_facts(kind, rule, _with_case(found), frame)
    blank = pl.lit([], dtype=pl.List(pl.String))
    missing = pl.col("missing")
    return full.select(
        "row",
        pl.lit(rule.id).alias("rule"),
        pl.col("outcome").cast(pl.String),
        "presumed",
        pl.col("level").cast(pl.String),
        "grade",
        "document",
        "clause",
        _json(kind, full, MEASURED).alias("measured"),
        _json(kind, full, LIMIT).alias("limit"),
        "due",
        pl.col("then").cast(pl.String),
        pl.when(missing.is_null()).then(blank).otherwise(missing.str.split(";")).alias("missing"),
        **_messages(library, kind, rule, full, messages),
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
    for order, (rule, found) in enumerate(by_rule):
        chosen = found if outcomes is None else found.filter(pl.col("outcome").is_in(wanted))
        if chosen.height:
            kind, frame = library.kind(rule.kind), frames[rule.kind]
            part = _render_rule(library, kind, rule, chosen, frame, messages)
            if messages:
                title = Message(rule.title_zh, rule.title_en)
                part = name_disputes(kind, title, library.texts["disputed"], part, frame)
            parts.append(part.with_columns(_order=pl.lit(order)))
    if not parts:
        return pl.DataFrame(schema=dict(_PUBLIC_SCHEMA))
    return pl.concat(parts).sort("row", "_order").select(PUBLIC)


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
