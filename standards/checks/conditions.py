"""Who a rule is about, and what it wants of them, as conditions on facts."""

from __future__ import annotations

from datetime import date

import polars as pl

from standards.checks.base import NO_OUTCOME, NOTHING, Check, Context, Judgement, becomes, emit
from standards.checks.facing import open_fields, together
from standards.checks.steps import Steps, found, run


def _inferred(ctx: Context, frame: Steps) -> Steps:
    """Fills a blank fact from a table of periods, and adds ``_inferred``.

    Parameter ``infer``: {field, by, table}; the table has ``from``, ``to`` and the field's own
    column.
    """
    said = ctx.param("infer")
    if not isinstance(said, dict):
        return frame.with_columns(_inferred=pl.lit(False))
    field, by = str(said["field"]), str(said["by"])
    fact = pl.col(field)
    result = pl.lit(None, dtype=pl.String)
    for row in ctx.library.tables[str(said["table"])].rows.to_dicts():
        low, high = row["from"] or date.min, row["to"] or date.max
        result = (
            pl.when(pl.col(by).is_between(low, high)).then(pl.lit(row[field])).otherwise(result)
        )
    return frame.with_columns(
        _inferred=fact.is_null() & result.is_not_null(),
        **{field: pl.coalesce(fact, result.cast(_type_of(ctx, field)))},
    )


def _type_of(ctx: Context, field: str) -> pl.DataType:
    choices = ctx.library.kind(ctx.rule.kind).field(field).choices
    return pl.Enum(choices) if choices else pl.String()


def judge(ctx: Context, frame: pl.DataFrame) -> pl.DataFrame:
    """Every condition holds: ``outcome``. One fails: nothing, or ``meets`` where the device is one
    that the rule is about. What a blank leaves open: unknown.

    Parameters: ``about`` conditions on who, ``test`` conditions on what; ``outcome``; ``meets``;
    ``deadline`` of a plan; ``infer`` see above; ``shows`` [field, limit]; ``blank_nothing``: no
    question is asked for what is blank.
    """
    frame = run(ctx, frame, _inferred, _with_answers)
    if frame.is_empty():
        return NOTHING
    return found(ctx, frame, _with_outcome, _found)


def _about(ctx: Context) -> list[list[object]]:
    return list(ctx.rule.params.get("about", []))


def _test(ctx: Context) -> list[list[object]]:
    return list(ctx.rule.params["test"])


def _with_answers(ctx: Context, frame: Steps) -> Steps:
    """Adds ``_about`` and ``_test`` (null: open), and leaves out whom the rule does not concern.

    Without ``meets`` a condition that fails excludes the rule, whatever is still open.
    """
    kind, asked = ctx.library.kind(ctx.rule.kind), not ctx.param("blank_nothing")
    frame = frame.with_columns(_about=together(kind, _about(ctx)), _test=together(kind, _test(ctx)))
    who, what = pl.col("_about"), pl.col("_test")
    return frame.filter((who if ctx.param("meets") else who & what).fill_null(asked))


def _with_outcome(ctx: Context, frame: Steps) -> Steps:
    who, what = pl.col("_about"), pl.col("_test")
    return frame.with_columns(
        _outcome=pl.when((who & what).is_null() | who.is_null())
        .then(becomes("unknown"))
        # the rule's clause says both who and what
        .when(what)
        .then(becomes(ctx.text("outcome")))
        .otherwise(becomes("meets") if ctx.param("meets") else NO_OUTCOME)
    )


def _shown(ctx: Context, judged: pl.Expr) -> tuple[dict[str, pl.Expr], dict[str, pl.Expr]]:
    """The fact and the bound that the finding shows, where the rule names them."""
    shows = ctx.param("shows")
    if not isinstance(shows, list):
        return {}, {}
    name, bound = str(shows[0]), shows[1]
    choice = ctx.library.kind(ctx.rule.kind).field(name).type == "choice"
    fact = pl.col(name).cast(pl.String) if choice else pl.col(name)
    return {name: pl.when(judged).then(fact)}, {name: pl.when(judged).then(pl.lit(bound))}


def _found(ctx: Context, frame: Steps) -> Steps:
    judged, deadline = pl.col("_outcome") != "unknown", ctx.param("deadline")
    measured, limit = _shown(ctx, judged)
    return emit(
        ctx,
        frame,
        Judgement(
            presumed=judged & pl.col("_inferred"),
            due=pl.lit(deadline if isinstance(deadline, date) else None, dtype=pl.Date),
            missing=pl.when(~judged).then(open_fields([*_about(ctx), *_test(ctx)])),
            measured=measured,
            limit=limit,
        ),
    )


CHECK = Check(
    judge,
    required={"test": list, "outcome": str},
    optional={
        "about": list,
        "meets": bool,
        "deadline": date,
        "infer": dict,
        "shows": list,
        "blank_nothing": bool,
    },
    conditions=("about", "test"),
)
