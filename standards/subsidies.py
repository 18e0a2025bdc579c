"""Which subsidy programmes a device matches on a day, and what they would pay; by columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from standards.assessing import assess
from standards.dates import add_years
from standards.model import (
    NOT_JUDGED_STATES,
    PRESUMED_CERTAINTIES,
    Kind,
    Library,
    region_prefix,
)
from standards.potential import Amount, Condition, Programme
from standards.preparing import prepare

STATUSES: Final = ("matches", "misses_one", "unknown", "misses", "upcoming", "closed")
"""Best first: all conditions are met; all but one; some cannot be told; several are not met; the
programme has not begun; it has ended.
"""

STATUS_ZH: Final[Mapping[str, str]] = {
    "matches": "符合",
    "misses_one": "差一项条件",
    "unknown": "资料不全",
    "misses": "不符合",
    "upcoming": "尚未开始",
    "closed": "已截止",
}
DUE = "due:"


@dataclass(frozen=True)
class Operator:
    """One comparison: ``test`` gives true, false or null (the fact is blank) per device.

    ``types`` are the field types that it compares, ``value`` the type of what it compares with.
    ``by_rule``: it looks at the date on which a rule's finding is due, not at fields.
    """

    test: Callable[[Kind, Condition, date], pl.Expr]
    types: tuple[str, ...]
    value: str
    by_rule: bool = False


def _first_of(condition: Condition) -> pl.Expr:
    return pl.coalesce(condition.fields)


def _is(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) == pl.lit(condition.value)


def _among(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    words = condition.value if isinstance(condition.value, tuple) else ()
    return _first_of(condition).cast(pl.String).is_in(list(words))


def _up_to(kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    """A choice that does not come later in the field's own order (国三 is before 国四)."""
    choices = kind.field(condition.fields[0]).choices
    upto = choices[: choices.index(str(condition.value)) + 1]
    return pl.col(condition.fields[0]).cast(pl.String).is_in(list(upto))


def _at_least(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) >= pl.lit(condition.value)


def _at_most(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) <= pl.lit(condition.value)


def _years_since(_kind: Kind, condition: Condition, day: date) -> pl.Expr:
    """Full years since the first known of the dates (a partial one as its last day)."""
    return add_years(_first_of(condition), _number(condition)) <= pl.lit(day)


def _above(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) > pl.lit(condition.value)


def _below(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) < pl.lit(condition.value)


def _more_years_since(_kind: Kind, condition: Condition, day: date) -> pl.Expr:
    """More than so many years: the day after the anniversary, and later."""
    return add_years(_first_of(condition), _number(condition)) < pl.lit(day)


def _at_most_years_since(kind: Kind, condition: Condition, day: date) -> pl.Expr:
    return ~_more_years_since(kind, condition, day)


def _on_or_before(_kind: Kind, condition: Condition, _day: date) -> pl.Expr:
    return _first_of(condition) <= pl.lit(condition.value)


def _years_left(_kind: Kind, condition: Condition, day: date) -> pl.Expr:
    due = pl.col(f"{DUE}{condition.rule}")
    return due >= add_years(pl.lit(day), _number(condition))


def _fewer_years_left(kind: Kind, condition: Condition, day: date) -> pl.Expr:
    return ~_years_left(kind, condition, day)


def _number(condition: Condition) -> int:
    assert isinstance(condition.value, float)  # the loader reads a number for these operators
    return int(condition.value)


OPERATORS: Final[Mapping[str, Operator]] = {
    "is": Operator(_is, ("yesno",), "flag"),
    "in": Operator(_among, ("choice", "text"), "words"),
    "up_to": Operator(_up_to, ("choice",), "word"),
    "at_least": Operator(_at_least, ("number", "integer"), "number"),
    "at_most": Operator(_at_most, ("number", "integer"), "number"),
    "above": Operator(_above, ("number", "integer"), "number"),
    "below": Operator(_below, ("number", "integer"), "number"),
    "more_years_since": Operator(_more_years_since, ("date",), "number"),
    "at_most_years_since": Operator(_at_most_years_since, ("date",), "number"),
    "years_since": Operator(_years_since, ("date",), "number"),
    "on_or_before": Operator(_on_or_before, ("date",), "day"),
    "years_left": Operator(_years_left, (), "number", by_rule=True),
    "fewer_years_left": Operator(_fewer_years_left, (), "number", by_rule=True),
}
"""What a condition may ask, by the name that a programme gives it."""


@dataclass(frozen=True, eq=False)
class Subsidies:
    """The answers of one frame on one day.

    ``answers``: row, programme (id), status, failed and missing (lists of condition texts),
    amount (yuan per device, null where it depends on the project), amount_most (with the dearest
    of the applicant's choices) and presumed. A programme of another region or kind gives no answer.
    """

    library: Library
    kind_id: str
    as_of: date
    answers: pl.DataFrame
    ready: pl.DataFrame

    def explain(self, row: int) -> list[dict[str, Any]]:
        """The answers of one device, best first, with sentences, amounts and stacking."""
        found = self.answers.filter(pl.col("row") == row).to_dicts()
        facts = self.ready.filter(pl.col("row") == row)
        known = {p.id: p for p in self.library.programmes}
        order = {status: i for i, status in enumerate(STATUSES)}
        found.sort(key=lambda answer: order[answer["status"]])
        return [self._explained(known[a["programme"]], a, facts) for a in found]

    def best(self) -> pl.DataFrame:
        """row, amount, amount_most: what the matching programmes pay together, one of each
        group.
        """
        groups = {p.id: p.group or p.id for p in self.library.programmes}
        return (
            self.answers.filter(
                (pl.col("status") == "matches") & pl.col("amount_most").is_not_null()
            )
            .with_columns(_group=pl.col("programme").replace_strict(groups, return_dtype=pl.String))
            .group_by("row", "_group")
            .agg(pl.col("amount", "amount_most").max())
            .group_by("row")
            .agg(pl.col("amount", "amount_most").sum())
            .sort("row")
        )

    def _explained(
        self, programme: Programme, answer: Mapping[str, Any], facts: pl.DataFrame
    ) -> dict[str, Any]:
        kind = self.library.kind(self.kind_id)
        message, message_en = sentence(programme, answer)
        return {
            "programme": programme.id,
            "title": programme.title_zh,
            "title_en": programme.title_en,
            "document": programme.document,
            "region": programme.region,
            "from": programme.valid_from,
            "to": programme.valid_to,
            "window_certainty": programme.window_certainty,
            "status": answer["status"],
            "failed": answer["failed"],
            "missing": answer["missing"],
            "message": message,
            "message_en": message_en,
            "asked": [{"zh": a.zh, "en": a.en} for a in programme.asked],
            "amounts": [
                {
                    "item": a.item_zh,
                    "item_en": a.item_en,
                    "value": a.value,
                    "unit": a.unit,
                    "unit_en": UNIT_EN.get(a.unit, a.unit),
                    "part": a.part,
                    "choice": a.choice,
                    "certainty": a.certainty,
                }
                for a in programme.amounts
                if _applies(kind, a, facts, self.as_of)
            ],
            "group": programme.group,
            "stacking": programme.stacking_zh,
            "stacking_en": programme.stacking_en,
            "presumed": answer["presumed"],
            "certainty": programme.certainty,
            "source": programme.source,
            "note": programme.note,
        }


def sentence(programme: Programme, answer: Mapping[str, Any]) -> tuple[str, str]:
    """The answer as a Chinese and an English sentence."""
    status, failed, missing = answer["status"], answer["failed"], answer["missing"]
    english = {c.zh: c.en for c in programme.conditions}
    if status == "matches":
        more = f"；另须证明：{'、'.join(a.zh for a in programme.asked)}" if programme.asked else ""
        more_en = f"; to be shown: {', '.join(a.en for a in programme.asked)}"
        return f"符合{more}", f"matches{more_en if programme.asked else ''}"
    if status == "misses_one":
        return f"差一项条件：{failed[0]}", f"misses one condition: {english[failed[0]]}"
    if status == "misses":
        return (
            f"不符合：{'、'.join(failed)}",
            f"misses {len(failed)} conditions: {', '.join(english[f] for f in failed)}",
        )
    if status == "unknown":
        return (
            f"资料不全，无法判断：{'、'.join(missing)}",
            f"cannot be told: {', '.join(english[m] for m in missing)}",
        )
    if status == "upcoming":
        return f"自{programme.valid_from}起", f"opens on {programme.valid_from}"
    return f"已于{programme.valid_to}截止", f"closed on {programme.valid_to}"


def _applies(kind: Kind, amount: Amount, facts: pl.DataFrame, day: date) -> bool:
    tests = [OPERATORS[c.op].test(kind, c, day) for c in amount.conditions]
    met = facts.select(pl.all_horizontal(tests or [pl.lit(True)]).fill_null(False).alias("met"))
    return bool(met["met"].any())


def subsidies(library: Library, kind_id: str, frame: pl.DataFrame, as_of: date) -> Subsidies:
    """The answers of every programme for this kind to every device of the ledger that still is one.

    ``frame`` as ``frame_of`` gives it. Raises: StandardsError for an unknown kind.
    """
    kind = library.kind(kind_id)
    programmes = [p for p in library.programmes if kind_id in p.kinds]
    ready = prepare(library, kind, frame, as_of).filter(
        ~pl.col("use_state").cast(pl.String).is_in(NOT_JUDGED_STATES).fill_null(False)
    )
    ready = _with_due_dates(library, kind_id, frame, ready, programmes, as_of)
    parts = [_answers(kind, programme, ready, as_of) for programme in programmes]
    answers = pl.concat(parts) if parts else pl.DataFrame(schema=_ANSWERS)
    return Subsidies(library, kind_id, as_of, answers.sort("row", maintain_order=True), ready)


_ANSWERS: Final[Mapping[str, Any]] = {
    "row": pl.UInt32(),
    "programme": pl.String(),
    "status": pl.String(),
    "failed": pl.List(pl.String()),
    "missing": pl.List(pl.String()),
    "amount": pl.Float64(),
    "amount_most": pl.Float64(),
    "presumed": pl.Boolean(),
}


def _with_due_dates(
    library: Library,
    kind_id: str,
    frame: pl.DataFrame,
    ready: pl.DataFrame,
    programmes: list[Programme],
    as_of: date,
) -> pl.DataFrame:
    """Adds ``due:<rule>`` for the rules whose dates the programmes' conditions look at."""
    rules = {
        c.rule
        for p in programmes
        for c in (*p.conditions, *(x for a in p.amounts for x in a.conditions))
        if c.rule is not None
    }
    if not rules:
        return ready
    by_rule = {rule.id: found for rule, found in assess(library, kind_id, frame, as_of).by_rule}
    for rule in sorted(rules):
        none = pl.DataFrame(schema={"row": pl.UInt32, "due": pl.Date})
        found = by_rule.get(rule, none).select("row", pl.col("due").alias(DUE + rule))
        ready = ready.join(found, on="row", how="left", maintain_order="left")
    return ready


def _answers(kind: Kind, programme: Programme, ready: pl.DataFrame, as_of: date) -> pl.DataFrame:
    if programme.region is not None:
        prefix = region_prefix(programme.region)
        ready = ready.filter(pl.col("region").str.starts_with(prefix).fill_null(False))
    tests = [OPERATORS[c.op].test(kind, c, as_of) for c in programme.conditions]
    columns = [f"_c{i}" for i in range(len(tests))]
    ready = ready.with_columns(
        [test.alias(name) for name, test in zip(columns, tests, strict=True)]
    )
    texts = [c.zh for c in programme.conditions]
    failed = _list_where(columns, texts, lambda name: ~pl.col(name))
    missing = _list_where(columns, texts, lambda name: pl.col(name).is_null())
    return ready.select(
        "row",
        pl.lit(programme.id).alias("programme"),
        failed.alias("failed"),
        missing.alias("missing"),
        _paid(kind, programme, as_of, choices=False).alias("amount"),
        _paid(kind, programme, as_of, choices=True).alias("amount_most"),
    ).select(
        "row",
        "programme",
        _status(programme, as_of).alias("status"),
        "failed",
        "missing",
        "amount",
        "amount_most",
        pl.lit(
            programme.certainty in PRESUMED_CERTAINTIES
            or programme.window_certainty in PRESUMED_CERTAINTIES
        ).alias("presumed"),
    )


def _list_where(columns: list[str], texts: list[str], holds: Callable[[str], pl.Expr]) -> pl.Expr:
    if not columns:
        return pl.lit([], pl.List(pl.String))
    parts = [
        pl.when(holds(name).fill_null(False)).then(pl.lit(text))
        for name, text in zip(columns, texts, strict=True)
    ]
    return pl.concat_list(parts).list.drop_nulls()


def _status(programme: Programme, as_of: date) -> pl.Expr:
    if as_of < programme.valid_from:
        return pl.lit("upcoming")
    if programme.valid_to is not None and as_of > programme.valid_to:
        return pl.lit("closed")
    failed, missing = pl.col("failed").list.len(), pl.col("missing").list.len()
    return (
        pl.when(failed > 1)
        .then(pl.lit("misses"))
        .when(failed == 1)
        .then(pl.lit("misses_one"))
        .when(missing > 0)
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("matches"))
    )


def _open(programme: Programme, as_of: date) -> bool:
    end = programme.valid_to
    return programme.valid_from <= as_of and (end is None or as_of <= end)


def _paid(kind: Kind, programme: Programme, as_of: date, choices: bool) -> pl.Expr:
    """The amount; null outside the window: what is closed is never offered."""
    if not _open(programme, as_of):
        return pl.lit(None, dtype=pl.Float64)
    return _amount(kind, programme, as_of, choices)


def _amount(kind: Kind, programme: Programme, as_of: date, choices: bool) -> pl.Expr:
    """Yuan per device: of each part the largest, all parts together; null where none is fixed.

    Without ``choices``, only what does not depend on what the applicant buys.
    """
    parts: dict[str, list[pl.Expr]] = {}
    for amount in programme.amounts:
        if amount.unit not in YUAN or (amount.choice and not choices):
            continue
        tests = [OPERATORS[c.op].test(kind, c, as_of) for c in amount.conditions]
        met = pl.all_horizontal(tests or [pl.lit(True)])
        paid = pl.when(met).then(pl.lit(amount.value * YUAN[amount.unit]))
        parts.setdefault(amount.part, []).append(paid)
    if not parts:
        return pl.lit(None, dtype=pl.Float64)
    largest = [pl.max_horizontal(values) for values in parts.values()]
    return pl.when(pl.any_horizontal([v.is_not_null() for v in largest])).then(
        pl.sum_horizontal(largest)
    )


YUAN: Final[Mapping[str, float]] = {"元": 1.0, "万元": 10_000.0}
"""Units of an amount per device, in yuan; other units are shares of a price or an interest."""
UNIT_EN: Final[Mapping[str, str]] = {
    "元": "yuan",
    "万元": "×10 000 yuan",
    "元/总吨": "yuan per gross ton",
    "个百分点/年": "percentage points a year",
}
