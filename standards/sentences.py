"""The sentences of findings: a rule's template with its slots filled, in one language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from standards.checks.base import INFO, LIMIT, MEASURED
from standards.checks.steps import Steps
from standards.dates import FIRST
from standards.errors import StandardsError
from standards.few import FEW
from standards.kinds import OTHER_CHOICE, Kind
from standards.languages import Language
from standards.model import Library, Message, Rule
from standards.outcomes import LOCAL_STANDARD, NO_FIELDS, OUTSIDE_TABLE, STOPPED_STATE
from standards.places import printed_place
from standards.values import Told, spoken, value_words, with_unit

_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_NO_TEXT = pl.lit(None, dtype=pl.String)
_STATE = "f:use_state"


@dataclass(frozen=True)
class Telling:
    """The findings of one rule, in one language."""

    library: Library
    kind: Kind
    rule: Rule
    language: Language
    told: Told

    def value(self, column: str) -> pl.Expr:
        words = value_words(self.kind, self.language, self.told, column)
        return spoken(self.kind, self.language, column[2:], words)

    def heading(self, name: str) -> str:
        return self.language.heading(self.kind.field(name))


def with_facts(kind: Kind, rule: Rule, found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``f:<field>`` of the fields that the rule's sentences or measured dates name."""
    columns = _asked_facts(kind, rule, found.columns, frame.columns)
    if not columns:
        return found  # a frame of no columns has no rows to take
    facts = frame[found["row"], columns]
    facts.columns = ["f:" + name for name in columns]
    return found.hstack(facts)


def _asked_facts(kind: Kind, rule: Rule, found: Sequence[str], known: Sequence[str]) -> list[str]:
    asked = {s for m in rule.messages.values() for t in (m.zh, m.en) for s in _SLOT.findall(t)}
    asked |= {c[2:] for c in found if c.startswith(MEASURED)}
    asked |= set(_since(rule)) if "since" in asked else set()
    asked.add("use_state")
    there = set(known)
    names = [f.id for f in kind.fields if f.id in asked]
    return [c for n in names for c in (n, n + FIRST) if c in there]


_GOES_BY = ("case", "missing", "outcome", "presumed")


def told_of(full: pl.DataFrame) -> Told:
    """What the sentences of these findings, with their facts, go by."""
    if full.height > FEW:
        state = [name for name in (_STATE,) if name in full.columns]
        rows = full.select(*_GOES_BY, *state).unique()
    else:
        rows = full
    case, missing, outcome, presumed = (rows[name].to_list() for name in _GOES_BY)
    states = rows[_STATE].to_list() if _STATE in rows.columns else [None] * rows.height
    coarse = [c[2 : -len(FIRST)] for c in full.columns if c.startswith("f:") and c.endswith(FIRST)]
    pairs = zip(outcome, states, strict=True)
    return Told(
        types=full.schema,
        cases=frozenset(map(case_of, case, missing, outcome)),
        coarse=frozenset(n for n in coarse if _coarse(full["f:" + n], full["f:" + n + FIRST])),
        stopped=("eliminate", STOPPED_STATE) in pairs,
        presumed=any(presumed),
    )


def _coarse(last: pl.Series, first: pl.Series) -> bool:
    if len(last) <= FEW:
        return last.to_list() != first.to_list()
    return bool((last != first).any())


def case_of(case: str | None, missing: str | None, outcome: str) -> str:
    """Which sentence tells a finding: the check's own case, what is missing that is no field, or
    the outcome.
    """
    return case or (missing if missing in NO_FIELDS else None) or outcome


def with_case(found: Steps) -> Steps:
    """The same for every finding, as ``case``."""
    no_field = pl.when(pl.col("missing").is_in(NO_FIELDS)).then(pl.col("missing"))
    return found.with_columns(
        case=pl.coalesce(pl.col("case"), no_field, pl.col("outcome").cast(pl.String))
    )


def sentences(telling: Telling) -> pl.Expr:
    """The sentence of every finding, by its ``case``."""
    result: pl.Expr = _NO_TEXT
    for case in sorted(telling.told.cases):
        template = telling.language.template(_template_for(telling, case))
        slots = {name: _slot(telling, name) for name in set(_SLOT.findall(template))}
        result = pl.when(pl.col("case") == case).then(_filled(template, slots)).otherwise(result)
    return _with_notes(telling, result)


def _template_for(telling: Telling, case: str) -> Message:
    """The sentence of a case: the rule's own, else the one that all rules share."""
    messages, texts = telling.rule.messages, telling.library.texts
    if case in messages:
        return messages[case]
    if case in texts:
        return texts[case]
    return messages.get(case.split("-")[0], texts["unknown"])


def _filled(template: str, parts: dict[str, pl.Expr]) -> pl.Expr:
    """The template with its slots filled; an empty value reads as an empty box."""
    pieces: list[pl.Expr] = []
    end = 0
    for slot in _SLOT.finditer(template):
        if slot.start() > end:
            pieces.append(pl.lit(template[end : slot.start()]))
        pieces.append(parts[slot[1]].fill_null("□"))
        end = slot.end()
    if end < len(template):
        pieces.append(pl.lit(template[end:]))
    return pl.concat_str(pieces)


def _with_notes(telling: Telling, sentence: pl.Expr) -> pl.Expr:
    """What is added to any sentence: the elimination of a device out of use is told as a ban on
    putting it back, and what is presumed says so (rulebook section 1).
    """
    stopped = (pl.col("outcome") == "eliminate") & (
        pl.col(_STATE).cast(pl.String) == STOPPED_STATE
    ).fill_null(False)
    for name, applies, may in (
        ("stopped", stopped, telling.told.stopped),
        ("presumed", pl.col("presumed"), telling.told.presumed),
    ):
        if may:
            note = telling.language.template(telling.library.texts[name])
            sentence = pl.when(applies).then(sentence + note).otherwise(sentence)
    return sentence


def _measured(telling: Telling) -> list[str]:
    return [c[2:] for c in telling.told.types if c.startswith(MEASURED)]


def _compared(telling: Telling, name: str) -> pl.Expr:
    """One measured value with its limit: 空载损耗371W（限值410W）; null where it is not shown."""
    kind, language, told = telling.kind, telling.language, telling.told
    limit = spoken(kind, language, name, with_unit(kind, language, told, LIMIT + name))
    lead = pl.lit(telling.heading(name) + language.unit_gap)
    shown = spoken(kind, language, name, with_unit(kind, language, told, MEASURED + name))
    return lead + shown + _filled(language.limit, {"limit": limit})


def _listed(telling: Telling, parts: list[pl.Expr]) -> pl.Expr:
    """The parts that are not null, in one list; null when none is left."""
    if not parts:
        return _NO_TEXT
    listed = pl.concat_str(parts, separator=telling.language.comma, ignore_nulls=True)
    return listed.replace("", None)


def _comparison(telling: Telling) -> pl.Expr:
    """Every measured value with its limit: 空载损耗371W（限值410W）、负载损耗…"""
    return _listed(telling, [_compared(telling, name) for name in _measured(telling)])


def _exceeded(telling: Telling) -> pl.Expr:
    """The measured values that lie above their limits."""
    return _listed(
        telling, [pl.when(_over(n)).then(_compared(telling, n)) for n in _measured(telling)]
    )


def _within(telling: Telling) -> pl.Expr:
    """A sentence on the measured values that keep their limits, beside those that do not."""
    kept = _listed(
        telling, [pl.when(~_over(n)).then(_compared(telling, n)) for n in _measured(telling)]
    )
    before, after = telling.language.within.split("{others}")
    return _around(kept, before, after)


def _over(name: str) -> pl.Expr:
    return pl.col(MEASURED + name) > pl.col(LIMIT + name)


def _around(compared: pl.Expr, before: str, after: str) -> pl.Expr:
    return pl.when(compared.is_not_null()).then(before + compared + after).otherwise(pl.lit(""))


def _missing(telling: Telling) -> pl.Expr:
    language = telling.language
    words = {OUTSIDE_TABLE: language.no_row, LOCAL_STANDARD: language.no_local}

    def named(joined: str) -> str:
        names = joined.split(";")
        return language.comma.join(words.get(name) or telling.heading(name) for name in names)

    return _worded(named, "missing")


def _worded(word: Callable[..., str], *columns: str) -> pl.Expr:
    """What ``word`` makes of these texts of a finding; null where one of them is."""
    find = partial(_words_of, word)
    return pl.map_batches(list(columns), find, return_dtype=pl.String, is_elementwise=True)


def _words_of(word: Callable[..., str], columns: Sequence[pl.Series]) -> pl.Series:
    texts = pl.DataFrame([part.alias(str(n)) for n, part in enumerate(columns)])
    few = texts if texts.height <= FEW else texts.unique()
    told = [None if None in row else word(*row) for row in few.rows()]
    words = pl.Series("words", told, dtype=pl.String)
    if few is texts:
        return words
    named = few.hstack([words])
    found = texts.join(named, on=texts.columns, how="left", nulls_equal=True, maintain_order="left")
    return found["words"]


def _document_title(telling: Telling) -> pl.Expr:
    titles = {number: d.title for number, d in telling.library.documents.items()}
    return pl.col("document").replace_strict(titles, default=None)


def _place(telling: Telling) -> pl.Expr:
    """The clause as a party finds it in the document."""
    library, language = telling.library, telling.language
    return _worded(
        lambda document, clause: language.place(printed_place(library, document, clause)),
        "document",
        "clause",
    )


def _clause(telling: Telling) -> pl.Expr:
    """The library's key of the place, in the words of the language."""
    return _worded(telling.language.place, "clause")


_SLOTS: Mapping[str, Callable[[Telling], pl.Expr]] = {
    "document": lambda telling: pl.col("document"),
    "clause": _clause,
    "place": _place,
    "document_title": _document_title,
    "grade": lambda telling: pl.col("grade").cast(pl.String),
    "due": lambda telling: pl.col("due").dt.strftime(telling.language.day),
    "title": lambda telling: pl.lit(telling.language.title(telling.rule)),
    "comparison": _comparison,
    "exceeded": _exceeded,
    "within": _within,
    "size": lambda telling: _around(_comparison(telling), "", "，"),
    "size_en": lambda telling: _around(_comparison(telling), ": ", ""),
    "missing": _missing,
}
SHARED_SLOTS = frozenset(_SLOTS)
"""The slots that every way of judging fills."""


def _slot(telling: Telling, name: str) -> pl.Expr:
    """One slot of a template: a part of the finding, what was measured, or a fact of the device."""
    if name in _SLOTS:
        return _SLOTS[name](telling)
    if name == "since" and "since" in telling.rule.params:
        return pl.coalesce([telling.value("f:" + n) for n in _since(telling.rule)])
    for prefix in (MEASURED, INFO, "f:"):
        if prefix + name in telling.told.types:
            value = telling.value(prefix + name)
            return _named(telling, value) if name.endswith("_type") else value
    raise StandardsError(
        f"规则 {telling.rule.id} 的消息用了未知的 {{{name}}}",
        f"unknown {{{name}}} in a message of {telling.rule.id}",
    )


def _named(telling: Telling, value: pl.Expr) -> pl.Expr:
    """What a device is: the kind's name where its type is blank or another than those listed."""
    name = pl.lit(telling.language.name(telling.kind))
    return pl.when(value != OTHER_CHOICE).then(value).otherwise(name)


def _since(rule: Rule) -> list[str]:
    """The date fields that a rule counts from, the first given one counts."""
    return [str(name) for name in rule.params.get("since", [])]
