"""What every check shares: the context of one judgement, and the shape of its findings.

A check reads as facts → outcome → finding: functions ``_with_…`` add the facts that decide,
``_with_outcome`` adds ``_outcome`` with the clause at each branch, ``_found`` emits.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, ClassVar, TypeVar

import polars as pl

from standards.checks.steps import Steps
from standards.dates import shift_months
from standards.few import FEW
from standards.model import Library, Rule
from standards.outcomes import LEVELS, OUTCOMES, PRESUMED_CERTAINTIES

OUTCOME = pl.Enum(OUTCOMES)
LEVEL = pl.Enum(LEVELS)
MEASURED, LIMIT, INFO, TRACED = "m:", "l:", "i:", "x:"
"""Column prefixes: measured value, its limit, words that only the message needs, and what an
explanation shows besides: the table's row.
"""

Made = TypeVar("Made")
_made: dict[tuple[Hashable, ...], tuple[weakref.ref[pl.DataFrame], Any]] = {}
"""What was made of tables that live: to make it takes longer than to judge a device."""


def made_of(table: pl.DataFrame, name: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` makes of a table alone and ``name`` tells apart; kept as long as the table."""
    key = (id(table), name)
    kept = _made.get(key)
    if kept is not None and kept[0]() is table:
        found: Made = kept[1]
        return found
    made = make()
    _made[key] = weakref.ref(table, lambda _: _made.pop(key, None)), made
    return made


NEAR_MONTHS = 24
"""How long after a recalled or derived date of its beginning a rule's findings stay presumed: by
then the date no longer decides anything, whatever it was exactly.
"""
NEVER = pl.lit(False)
NO_TEXT = pl.lit(None, dtype=pl.String)
NO_OUTCOME = pl.lit(None, dtype=OUTCOME)
NO_DAY = pl.lit(None, dtype=pl.Date)


def becomes(outcome: str) -> pl.Expr:
    """An outcome as it stands in a frame: a word's number, which is compared and kept much faster
    than the word. Raises: polars' InvalidOperationError for what is none.
    """
    return pl.lit(outcome, dtype=OUTCOME)


def case_of(suffix: str) -> pl.Expr:
    """The sentence's name: the outcome with what tells its cases apart behind it."""
    names = pl.Series([word + suffix for word in OUTCOMES])
    return said_at(pl.col("_outcome").to_physical(), names)


def said_at(places: pl.Expr, said: pl.Series) -> pl.Expr:
    """What is said at these places: faster than to put words together for every row."""
    each = [*said, None]

    def found(numbers: pl.Series) -> pl.Series:
        if len(numbers) > FEW:
            return said.gather(numbers)
        few = [each[-1 if n is None else n] for n in numbers.to_list()]
        return pl.Series(numbers.name, few, dtype=said.dtype)

    return places.map_batches(found, return_dtype=said.dtype, is_elementwise=True)


@dataclass(frozen=True)
class Context:
    """One rule on one day. ``horizon`` in days; ``traced``: the findings carry what an explanation
    shows (explaining.py).
    """

    library: Library
    rule: Rule
    as_of: date
    horizon: int
    traced: bool = False
    keeps_steps: ClassVar[bool] = True
    """Whether steps that were noted before may be run (steps.py)."""

    @property
    def today(self) -> pl.Expr:
        return pl.lit(self.as_of)

    def has_come(self, day: date) -> bool:
        """Whether a day of the law is reached: to be asked rather than ``as_of`` where only that
        decides, so that what is judged for two days is judged once (twice.py)."""
        return day <= self.as_of

    def until(self) -> pl.Expr:
        """The last day of the horizon: the rule's own (``horizon_days``: 60 for every recurring
        inspection, test and maintenance, rulebook section 1), else the one that was asked for.
        """
        span = int(str(self.param("horizon_days", self.horizon)))
        return pl.lit(self.as_of + timedelta(days=span))

    def param(self, name: str, default: object = None) -> object:
        return self.rule.params.get(name, default)

    @property
    def rests_on_doubt(self) -> bool:
        """Whether all that the rule finds is presumed: it, its conditions or its beginning are."""
        rule = self.rule
        near = not self.has_come(shift_months(rule.begins, NEAR_MONTHS))
        # A plan without a date of its own stays in doubt until somebody knows its day.
        undated = rule.region is not None and self.library.documents[rule.document].issued is None
        return (
            bool(rule.unanswered)
            or rule.certainty in PRESUMED_CERTAINTIES
            or ((near or undated) and rule.from_certainty in PRESUMED_CERTAINTIES)
        )

    def text(self, name: str) -> str:
        return str(self.rule.params[name])

    def rows(self, name: str) -> pl.DataFrame:
        """The table or catalogue that a parameter names."""
        return self.library.tables[self.text(name)].rows

    def for_rule(self, rule: Rule) -> Context:
        return replace(self, rule=rule)


@dataclass(frozen=True)
class Check:
    """One way of judging. ``judge`` takes a prepared frame and returns the rule's findings.

    ``required`` and ``optional`` are the rule's parameters with their types; ``fields`` names the
    parameters that hold field ids, ``tables`` those that hold table ids, ``conditions`` those that
    hold lists of conditions (facing.py). ``reads`` are the facts that the check itself looks at,
    whatever its parameters say; ``uses`` further columns of the frame that it needs, those that
    ``prepare`` derives among them. ``exclusive`` are pairs of parameters of which a rule may have
    one.
    """

    judge: Callable[[Context, pl.DataFrame], pl.DataFrame]
    required: Mapping[str, type] = field(default_factory=dict)
    optional: Mapping[str, type] = field(default_factory=dict)
    fields: Sequence[str] = ()
    tables: Sequence[str] = ()
    conditions: Sequence[str] = ()
    editions: bool = False
    reads: Sequence[str] = ()
    uses: Sequence[str] = ()
    exclusive: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class Judgement:
    """The parts of a finding as expressions; rows whose outcome is null emit nothing.

    A check puts its outcome into the frame as ``_outcome`` first: an expression that other parts
    repeat
    would be planned and run again in each of them. ``case`` names the sentence where the outcome
    alone does not.
    """

    outcome: pl.Expr = field(default_factory=lambda: pl.col("_outcome"))
    presumed: pl.Expr = NEVER
    level: pl.Expr = field(default_factory=lambda: NO_TEXT)
    grade: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.Int8))
    document: pl.Expr | None = None
    clause: pl.Expr | None = None
    due: pl.Expr = field(default_factory=lambda: NO_DAY)
    then: pl.Expr = field(default_factory=lambda: NO_OUTCOME)
    missing: pl.Expr = field(default_factory=lambda: NO_TEXT)
    case: pl.Expr | None = None
    measured: Mapping[str, pl.Expr] = field(default_factory=dict)
    limit: Mapping[str, pl.Expr] = field(default_factory=dict)
    info: Mapping[str, pl.Expr] = field(default_factory=dict)


def emit(ctx: Context, frame: Steps, parts: Judgement) -> Steps:
    """The findings in the standard columns (``found`` leaves out those without an outcome). What
    is unknown is never presumed.
    """
    outcome = parts.outcome.cast(OUTCOME)
    presumed = pl.lit(True) if ctx.rests_on_doubt else parts.presumed.fill_null(False)
    document = pl.lit(ctx.rule.document) if parts.document is None else parts.document
    own = pl.lit(ctx.rule.clause)
    columns = {
        "row": pl.col("row"),
        "outcome": outcome,
        "presumed": presumed & (outcome != "unknown"),
        "level": parts.level.cast(LEVEL),
        "grade": parts.grade.cast(pl.Int8),
        "document": document,
        "clause": own if parts.clause is None else pl.coalesce(parts.clause, own),
        "due": parts.due,
        "then": parts.then.cast(OUTCOME),
        "missing": parts.missing.cast(pl.String).replace("", None),
        "case": (NO_TEXT if parts.case is None else parts.case).cast(pl.String),
    }
    columns |= {MEASURED + name: value for name, value in parts.measured.items()}
    columns |= {LIMIT + name: value for name, value in parts.limit.items()}
    columns |= {INFO + name: value for name, value in parts.info.items()}
    if ctx.traced:
        rows = [name for name in frame.columns if name.startswith("t:")]
        columns |= {TRACED + name[2:]: pl.col(name) for name in rows}
    return frame.select(**columns)


NOTHING = pl.DataFrame(
    schema={
        "row": pl.UInt32,
        "outcome": OUTCOME,
        "presumed": pl.Boolean,
        "level": LEVEL,
        "grade": pl.Int8,
        "document": pl.String,
        "clause": pl.String,
        "due": pl.Date,
        "then": OUTCOME,
        "missing": pl.String,
        "case": pl.String,
    }
)
"""No findings, in the standard columns."""


MOST_LISTED = 10
"""Of more conditions the lists are put together row by row: there are too many to write down."""


def missing_list(conditions: Mapping[str, pl.Expr]) -> pl.Expr:
    """Field ids whose condition holds, joined by ``;`` in the given order; "" when none does."""
    if len(conditions) > MOST_LISTED:
        parts = [pl.when(cond).then(pl.lit(name)) for name, cond in conditions.items()]
        return pl.concat_str(parts, separator=";", ignore_nulls=True)
    bits = [cond.cast(pl.UInt16) * (1 << n) for n, cond in enumerate(conditions.values())]
    return said_at(pl.sum_horizontal(bits).fill_null(0), _lists(tuple(conditions)))


@lru_cache(maxsize=1 << 10)
def _lists(names: Sequence[str]) -> pl.Series:
    """Every list that can be of these names: the bits of its place say which of them it has."""
    places = range(1 << len(names))
    return pl.Series(
        [";".join(name for n, name in enumerate(names) if place >> n & 1) for place in places]
    )


def joined(*parts: pl.Expr) -> pl.Expr:
    """Several lists of missing fields as one, as ``missing_list`` gives them."""
    return pl.map_batches(parts, _joined, return_dtype=pl.String, is_elementwise=True)


def _joined(parts: Sequence[pl.Series]) -> pl.Series:
    """Few devices lack something of two lists: only their texts are put together."""
    rows = max(map(len, parts))
    if rows <= FEW:
        lists = [part.to_list() * (rows if len(part) == 1 else 1) for part in parts]
        texts = [";".join(filter(None, each)) for each in zip(*lists, strict=True)]
        return pl.Series(parts[0].name, texts, dtype=pl.String)
    whole = [p if len(p) == rows else p.new_from_index(0, rows) for p in parts]
    found, *others = [part.fill_null("") for part in whole]
    for other in others:
        alone = other.zip_with(other != "", found)
        both = ((found != "") & (other != "")).arg_true()
        if len(both):
            alone = alone.scatter(both, found.gather(both) + ";" + other.gather(both))
        found = alone
    return found


def doubtful(column: str) -> pl.Expr:
    """Whether the certainty of a table's row is one that is presumed, never printed as law."""
    said = pl.col(column)
    return pl.any_horizontal([said == word for word in PRESUMED_CERTAINTIES]).fill_null(False)


def first_given(names: Sequence[str], shown: pl.Expr) -> dict[str, pl.Expr]:
    """For each field, whether it is the one that counts: the first that is filled."""
    used = {}
    for number, name in enumerate(names):
        earlier = [pl.col(n).is_null() for n in names[:number]]
        used[name] = pl.all_horizontal([*earlier, pl.col(name).is_not_null(), shown])
    return used


def blanks(*names: str) -> pl.Expr:
    """The blank ones of these fields, as ``missing_list`` gives them."""
    return missing_list({name: pl.col(name).is_null() for name in names})


def words(text: str | None) -> list[str]:
    """The parts of a ``;``-separated cell."""
    return [] if not text else [part.strip() for part in text.split(";") if part.strip()]


def reminder(ctx: Context, due: pl.Expr, then: str, *, inclusive: bool = False) -> pl.Expr:
    """``then`` once the day is past (or reached, if inclusive), ``due`` within the horizon, else
    meets.
    """
    over = due <= ctx.today if inclusive else due < ctx.today
    return (
        pl.when(over)
        .then(becomes(then))
        .when(due <= ctx.until())
        .then(becomes("due"))
        .otherwise(becomes("meets"))
    )


def then_if_due(then: str) -> pl.Expr:
    """What a reminder turns into."""
    return pl.when(pl.col("_outcome") == "due").then(becomes(then))
