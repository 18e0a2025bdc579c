"""From facts to verdicts: the bridge between the ledger and the engine. Writes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
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
# A finding counts as changed when one of these changes; the limits of date rules move every day.
WORDS, LINES = "\x1f", "\x1e"  # between the parts of a signature, and between signatures
SIGNATURE = ("rule", "outcome", "presumed", "level", "grade", "clause", "due", "then", "missing")


def judge(
    library: standards.Library,
    kind: str,
    facts_json: Sequence[str],
    regions: Sequence[str],
    as_of: date,
    horizon: int,
    sources: Sequence[str | None] | None = None,
) -> list[Judged]:
    """Judge devices of one kind together; `facts_json` are canonical JSON objects, and so are the
    `sources` of the facts, where they are known."""
    frame = standards.frame_of_json(
        library.kinds[kind],
        pl.Series("facts", facts_json, dtype=pl.String),
        pl.Series("region", regions, dtype=pl.String),
        None if sources is None else pl.Series("sources", sources, dtype=pl.String),
    )
    result = standards.assess(library, kind, frame, as_of=as_of, horizon=horizon)
    by_row: dict[int, list[dict[str, Any]]] = {}
    for finding in result.findings(STORED).iter_rows(named=True):
        by_row.setdefault(finding["row"], []).append(finding)
    for row, told in enumerate(sources or ()):
        if words := unread.stored_words(library.kinds[kind], told):
            by_row[row] = [{**unread.with_words(it, words)} for it in by_row.get(row, [])]
    level, due = levels(result, len(facts_json)), dues(result, len(facts_json))
    return [
        Judged(
            verdict,
            incomplete,
            _digest(verdict, due[row], [_signed(item) for item in by_row.get(row, [])]),
            by_row.get(row, []),
            level[row],
            due[row],
        )
        for row, verdict, incomplete in result.verdicts.select(
            "row", "verdict", "incomplete"
        ).iter_rows()
    ]


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


def digests(result: standards.Assessment, count: int) -> list[str]:
    """The digest of every device of a run, without building the findings' texts."""
    lines: list[str] = [""] * count
    findings = result.findings(STORED, messages=False).select("row", line=_lines())
    joined = findings.group_by("row").agg(pl.col("line").sort().str.join(LINES))
    for row, line in joined.iter_rows():
        lines[row] = LINES + line
    verdicts, due = result.verdicts["verdict"].to_list(), dues(result, count)
    return [_hashed(f"{verdicts[row]}{LINES}{due[row]}{lines[row]}") for row in range(count)]


def _lines() -> pl.Expr:
    """The same as `_line`, of all findings at once."""
    missing = pl.col("missing")
    named = pl.lit("['") + missing.list.join("', '") + pl.lit("']")
    texts = {
        "presumed": pl.when("presumed").then(pl.lit("True")).otherwise(pl.lit("False")),
        "missing": pl.when(missing.list.len() == 0).then(pl.lit("[]")).otherwise(named),
    }
    said = [texts.get(name, pl.col(name).cast(pl.String)).fill_null("None") for name in SIGNATURE]
    return pl.concat_str(said, separator=WORDS)


def dues(result: standards.Assessment, count: int) -> list[date | None]:
    """The first due date of every device of a run, past or future.

    What `meets` today has its next date too, beyond the horizon: who plans two years ahead needs
    it. Not so a date that a conclusion has settled, and what comes round too often to remind of.
    """
    found: list[date | None] = [None] * count
    dated = []
    for rule, findings in result.by_rule:
        asks = pl.col("outcome") != "meets"
        if not rule.params.get("no_reminder"):
            asks = asks | (pl.col("due") > result.as_of)
        dated.append(findings.filter(asks & pl.col("due").is_not_null()).select("row", "due"))
    if dated:
        first = pl.concat(dated).group_by("row").agg(pl.col("due").min())
        for row, due in first.iter_rows():
            found[row] = due
    return found


def levels(result: standards.Assessment, count: int) -> list[str]:
    """The efficiency level of every device of a run: of LEVELS, or blank where no grade is asked.

    The findings that `meets` are not stored, so that the level has to be kept when judging.
    """
    found = [""] * count
    for rule, findings in result.by_rule:
        if rule.check == "grade":
            columns = findings.select("row", pl.col("outcome", "level").cast(pl.String))
            for row, outcome, level in columns.iter_rows():
                found[row] = level or ("unknown" if outcome == "unknown" else BELOW)
    return found


def _signed(finding: dict[str, Any]) -> str:
    return _line(finding[key] for key in SIGNATURE)


def _line(told: Iterable[Any]) -> str:
    """A finding's signature as text."""
    return WORDS.join(map(str, told))


def _digest(verdict: str | None, due: date | None, lines: list[str]) -> str:
    return _hashed(LINES.join([str(verdict), str(due), *sorted(lines)]))


def _hashed(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
