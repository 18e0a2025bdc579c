"""Which subsidy programmes a device matches on a day, and what they would pay; by columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from standards.assessing import assess
from standards.doubts import without_inferred
from standards.kinds import Kind
from standards.model import Library, region_prefix
from standards.outcomes import NOT_JUDGED_STATES, PRESUMED_CERTAINTIES
from standards.potential import Programme
from standards.preparing import prepare
from standards.subsidy_amounts import amounts_of, paid
from standards.subsidy_operators import DUE, OPERATORS

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
            "amounts": amounts_of(kind, programme, facts, self.as_of),
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
    failed, missing = answer["failed"], answer["missing"]
    english = {c.zh: c.en for c in programme.conditions}
    asked = "、".join(a.zh for a in programme.asked), ", ".join(a.en for a in programme.asked)
    told = {
        "matches": (
            f"符合；另须证明：{asked[0]}" if programme.asked else "符合",
            f"matches; to be shown: {asked[1]}" if programme.asked else "matches",
        ),
        "misses_one": (
            f"差一项条件：{'、'.join(failed)}",
            f"misses one condition: {', '.join(english[f] for f in failed)}",
        ),
        "misses": (
            f"不符合：{'、'.join(failed)}",
            f"misses {len(failed)} conditions: {', '.join(english[f] for f in failed)}",
        ),
        "unknown": (
            f"资料不全，无法判断：{'、'.join(missing)}",
            f"cannot be told: {', '.join(english[m] for m in missing)}",
        ),
        "upcoming": (f"自{programme.valid_from}起", f"opens on {programme.valid_from}"),
        "closed": (f"已于{programme.valid_to}截止", f"closed on {programme.valid_to}"),
    }
    return told[answer["status"]]


def subsidies(library: Library, kind_id: str, frame: pl.DataFrame, as_of: date) -> Subsidies:
    """The answers of every programme for this kind to every device of the ledger that still is one.

    ``frame`` as ``frame_of`` gives it. Raises: StandardsError for an unknown kind.
    """
    kind = library.kind(kind_id)
    programmes = [p for p in library.programmes if kind_id in p.kinds]
    ready = prepare(library, kind, without_inferred(kind, frame), as_of).filter(
        ~pl.col("use_state").is_in(NOT_JUDGED_STATES).fill_null(False)
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
    certainties = {programme.certainty, programme.window_certainty}
    return (
        _with_conditions(kind, programme, ready, as_of)
        .with_columns(
            programme=pl.lit(programme.id),
            amount=paid(kind, programme, as_of, choices=False),
            amount_most=paid(kind, programme, as_of, choices=True),
            presumed=pl.lit(bool(certainties & PRESUMED_CERTAINTIES)),
        )
        .with_columns(status=_status(programme, as_of))
        .select(*_ANSWERS)
    )


def _with_conditions(
    kind: Kind, programme: Programme, ready: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Adds ``failed`` and ``missing``: the conditions that are not met, and those left open."""
    tests = [OPERATORS[c.op].test(kind, c, as_of) for c in programme.conditions]
    columns = [f"_c{i}" for i in range(len(tests))]
    texts = [c.zh for c in programme.conditions]
    return ready.with_columns(
        [test.alias(name) for name, test in zip(columns, tests, strict=True)]
    ).with_columns(
        failed=_list_where(columns, texts, lambda name: ~pl.col(name)),
        missing=_list_where(columns, texts, lambda name: pl.col(name).is_null()),
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
