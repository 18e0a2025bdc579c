"""From facts to verdicts: the bridge between the ledger and the engine. Writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

import standards
from inventory.judgement.assessments import unread
from inventory.registry.equipment.verdicts import Judged

# What is stored of a finding; `meets` is left out, it can be computed again at any time.
STORED = tuple(word for word in standards.OUTCOMES if word != "meets")
# The efficiency levels of a device by the rules that give grades; blank where there is none.
BELOW = "below"
LEVELS = (*standards.LEVELS, BELOW, "unknown")
# What the first date of a device is for: a check that comes round, or an end of its life.
DUE_FOR = INSPECTION, RETIREMENT = ("inspection", "retirement")
# A finding counts as changed when one of these changes; the limits of date rules move every day.
WORDS, LINES = "\x1f", "\x1e"  # between the parts of a signature, and between signatures
SIGNATURE = ("rule", "outcome", "presumed", "level", "grade", "clause", "due", "then", "missing")


@dataclass(frozen=True)
class Outcomes:
    """What the ledger keeps of the devices of a run, in columns as long as its frame.

    ``level`` String, of LEVELS or blank where no grade is asked; ``due`` Date|null, the first due
    date, ``due_for`` what it is for, of DUE_FOR or blank; ``digest`` String, 32 digits that change
    only when a finding that is stored does.
    """

    result: standards.Assessment
    level: pl.Series
    due: pl.Series
    due_for: pl.Series
    digest: pl.Series

    def judged(self, rows: Sequence[int], sources: Sequence[str | None]) -> list[Judged]:
        """Some of the devices with their findings in words, in the order of ``rows``; ``sources``
        are those of the same devices."""
        kind, found = self.result.library.kinds[self.result.kind_id], self._findings(rows)
        for row, told in zip(rows, sources, strict=True):
            if words := unread.stored_words(kind, told):
                found[row] = [{**unread.with_words(it, words)} for it in found.get(row, [])]
        at = pl.Series(rows, dtype=pl.UInt32)
        columns = self.result.verdicts.select(
            "verdict", "incomplete", self.digest, self.level, self.due, self.due_for
        )
        return [
            Judged(verdict, incomplete, digest, found.get(row, []), level, due, due_for)
            for row, (verdict, incomplete, digest, level, due, due_for) in zip(
                rows, columns[at].iter_rows(), strict=True
            )
        ]

    def _findings(self, rows: Sequence[int]) -> dict[int, list[Mapping[str, Any]]]:
        found: dict[int, list[Mapping[str, Any]]] = {}
        for finding in self.result.of(rows).findings(STORED).iter_rows(named=True):
            found.setdefault(finding["row"], []).append(finding)
        return found


def outcomes(
    library: standards.Library,
    kind: str,
    facts_json: Sequence[str] | pl.Series,
    regions: Sequence[str],
    as_of: date,
    horizon: int,
    sources: Sequence[str | None] | None = None,
) -> Outcomes:
    """Judge devices of one kind together; `facts_json` are canonical JSON objects, and so are the
    `sources` of the facts, where they are known."""
    frame = standards.frame_of_json(
        library.kinds[kind],
        pl.Series("facts", facts_json, dtype=pl.String),
        pl.Series("region", regions, dtype=pl.String),
        None if sources is None else pl.Series("sources", sources, dtype=pl.String),
    )
    result = standards.assess(library, kind, frame, as_of=as_of, horizon=horizon)
    due, due_for = _first_dates(result)
    return Outcomes(result, _levels(result), due, due_for, _digests(result, due))


def judge(
    library: standards.Library,
    kind: str,
    facts_json: Sequence[str],
    regions: Sequence[str],
    as_of: date,
    horizon: int,
    sources: Sequence[str | None] | None = None,
) -> list[Judged]:
    """All devices of `outcomes` with their findings in words."""
    found = outcomes(library, kind, facts_json, regions, as_of, horizon, sources)
    return found.judged(range(len(facts_json)), sources or [None] * len(facts_json))


def judge_mixed(
    library: standards.Library,
    kinds: Sequence[str],
    facts_json: Sequence[str],
    regions: Sequence[str],
    as_of: date,
    horizon: int,
    sources: Sequence[str | None],
) -> list[Judged]:
    """Judge devices of several kinds, each kind in one run of the engine.

    All columns are as long as `kinds`, and so is the answer, in the same order.
    """
    judged: dict[int, Judged] = {}
    for kind, at in positions(kinds).items():
        facts, places = [facts_json[i] for i in at], [regions[i] for i in at]
        told = [sources[i] for i in at]
        results = judge(library, kind, facts, places, as_of, horizon, told)
        judged.update(zip(at, results, strict=True))
    return [judged[index] for index in range(len(kinds))]


def positions(kinds: Iterable[str]) -> dict[str, list[int]]:
    """Kind → its positions in the column, in the order in which the kinds occur."""
    found: dict[str, list[int]] = {}
    for index, kind in enumerate(kinds):
        found.setdefault(kind, []).append(index)
    return found


def _digests(result: standards.Assessment, due: pl.Series) -> pl.Series:
    """The digest of every device of a run, without building the findings' texts."""
    told = [
        found.filter(pl.col("outcome").is_in(STORED)).select("row", line=_lines(rule.id))
        for rule, found in result.by_rule
    ]
    rows = result.verdicts.select("row", "verdict", due=due)
    if told:
        # Sorted together: a sort of its own for each device takes twice as long.
        ordered = pl.concat(told).sort("row", "line").group_by("row", maintain_order=True)
        joined = ordered.agg(pl.col("line").str.join(LINES))
        rows = rows.join(joined, on="row", how="left", maintain_order="left")
    else:
        rows = rows.with_columns(line=pl.lit(None, dtype=pl.String))
    text = pl.concat_str(
        pl.col("verdict").fill_null("None"),
        pl.col("due").cast(pl.String).fill_null("None"),
        pl.col("line"),
        separator=LINES,
        ignore_nulls=True,
    )
    texts = rows.select(text.alias("text"))
    # Many devices are told alike: each text is hashed once.
    told_alike = texts.unique()
    hashed = pl.Series("digest", map(_hashed, told_alike["text"].to_list()), dtype=pl.String)
    known = told_alike.with_columns(hashed)
    return texts.join(known, on="text", how="left", maintain_order="left")["digest"]


def _lines(rule: str) -> pl.Expr:
    """The signatures of a rule's findings, as text."""
    missing = pl.col("missing")
    named = pl.lit("['") + missing.str.replace_all(";", "', '", literal=True) + pl.lit("']")
    texts = {
        "rule": pl.lit(rule),
        "presumed": pl.when("presumed").then(pl.lit("True")).otherwise(pl.lit("False")),
        "missing": pl.when(missing.is_null()).then(pl.lit("[]")).otherwise(named),
    }
    said = [texts.get(name, pl.col(name).cast(pl.String)).fill_null("None") for name in SIGNATURE]
    return pl.concat_str(said, separator=WORDS)


def _first_dates(result: standards.Assessment) -> tuple[pl.Series, pl.Series]:
    """The first due date of every device of a run, past or future, and what it is for: a day on
    which an inspection and an end of life fall together is the latter's.

    What `meets` today has its next date too, beyond the horizon: who plans two years ahead needs
    it. Not so a date that a conclusion has settled, and what comes round too often to remind of.
    """
    dated = []
    for rule, findings in result.by_rule:
        asks = pl.col("outcome") != "meets"
        if not rule.params.get("no_reminder"):
            asks = asks | (pl.col("due") > result.as_of)
        ends = pl.lit(rule.check not in standards.INSPECTING)
        dates = findings.filter(asks & pl.col("due").is_not_null())
        dated.append(dates.select("row", "due", ends=ends))
    if not dated:
        blank = pl.Series("due_for", [""] * result.frame.height, dtype=pl.String)
        return pl.Series("due", [None] * result.frame.height, dtype=pl.Date), blank
    ordered = pl.concat(dated).sort("row", "due", "ends", descending=[False, False, True])
    first = ordered.unique("row", keep="first", maintain_order=True)
    rows = result.verdicts.select("row")
    told = rows.join(first, on="row", how="left", maintain_order="left")
    named = pl.when("ends").then(pl.lit(RETIREMENT)).otherwise(pl.lit(INSPECTION))
    word = pl.when(pl.col("due").is_null()).then(pl.lit("")).otherwise(named)
    return told["due"], told.select(due_for=word)["due_for"]


def _levels(result: standards.Assessment) -> pl.Series:
    """The efficiency level of every device of a run: of LEVELS, or blank where no grade is asked.

    The findings that `meets` are not stored, so that the level has to be kept when judging.
    """
    graded = [
        findings.select(
            "row",
            level=pl.coalesce(
                pl.col("level").cast(pl.String),
                pl.when(pl.col("outcome") == "unknown")
                .then(pl.lit("unknown"))
                .otherwise(pl.lit(BELOW)),
            ),
        )
        for rule, findings in result.by_rule
        if rule.check == "grade"
    ]
    if not graded:
        return pl.Series("level", [""] * result.frame.height, dtype=pl.String)
    # Of two rules that give grades the last one counts.
    last = pl.concat(graded).unique("row", keep="last", maintain_order=True)
    rows = result.verdicts.select("row").join(last, on="row", how="left", maintain_order="left")
    return rows["level"].fill_null("")


def _hashed(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
