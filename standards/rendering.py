"""Findings in their public shape: JSON of what was measured, and a sentence in two languages.
Built on demand only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from standards.checks.base import INFO, LIMIT, MEASURED
from standards.dates import FIRST
from standards.model import (
    LOCAL_STANDARD,
    NO_FIELDS,
    OTHER_CHOICE,
    OUTCOMES,
    OUTSIDE_TABLE,
    STOPPED_STATE,
    Field,
    Finding,
    Kind,
    Library,
    Message,
    Rule,
    StandardsError,
)

_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_NO_TEXT = pl.lit(None, dtype=pl.String)
PUBLIC = (
    "row",
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


@dataclass(frozen=True)
class Language:
    """How values read in one language; dates as strftime patterns."""

    code: str
    day: str
    month: str
    year: str
    comma: str
    limit: str
    unit_gap: str
    no_row: str
    no_local: str
    until: str

    def heading(self, field: Field) -> str:
        return field.heading_zh if self.code == "zh" else field.heading_en

    def name(self, kind: Kind) -> str:
        return kind.name_zh if self.code == "zh" else kind.name_en

    def template(self, message: Message) -> str:
        return message.zh if self.code == "zh" else message.en

    def title(self, rule: Rule) -> str:
        return rule.title_zh if self.code == "zh" else rule.title_en


ZH = Language(
    "zh",
    "%Y年%-m月%-d日",
    "%Y年%-m月",
    "%Y年",
    "、",
    "（限值{limit}）",
    "",
    "标准表中的对应行",
    "地方标准的限值",
    "至",
)
EN = Language(
    "en",
    "%Y-%m-%d",
    "%Y-%m",
    "%Y",
    ", ",
    " (limit {limit})",
    " ",
    "a row in the table",
    "the limits of the local standard",
    "/",
)


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


def _number(value: pl.Expr) -> pl.Expr:
    """A number without a trailing ``.0``."""
    return value.cast(pl.String).str.replace(r"\.0$", "")


def _fact_day(language: Language, frame: pl.DataFrame, name: str) -> pl.Expr:
    """A date as precisely as the record gives it: a year alone stays a year, a range the years
    of its ends.
    """
    last, first = pl.col("f:" + name), pl.col("f:" + name + FIRST)
    day = last.dt.strftime(language.day)
    if not (frame["f:" + name] != frame["f:" + name + FIRST]).any():
        return day
    year = last.dt.strftime(language.year)
    return (
        pl.when(last == first)
        .then(day)
        .when(last.dt.year() != first.dt.year())
        .then(first.dt.strftime(language.year) + language.until + year)
        .when(last.dt.month() == first.dt.month())
        .then(last.dt.strftime(language.month))
        .otherwise(year)
    )


def _value(kind: Kind, language: Language, frame: pl.DataFrame, column: str) -> pl.Expr:
    """A column as words: dates as precisely as known, numbers without ``.0``."""
    name, dtype, value = column[2:], frame.schema[column], pl.col(column)
    if dtype == pl.Date:
        if kind.has(name) and column.startswith((MEASURED, "f:")):
            return pl.when(value.is_not_null()).then(_fact_day(language, frame, name))
        return value.dt.strftime(language.day)
    return _number(value) if dtype.is_numeric() else value.cast(pl.String)


def _with_unit(kind: Kind, language: Language, frame: pl.DataFrame, column: str) -> pl.Expr:
    text, unit = _value(kind, language, frame, column), kind.field(column[2:]).unit
    return text if unit is None else text + (language.unit_gap + unit)


def _comparison(kind: Kind, language: Language, frame: pl.DataFrame) -> pl.Expr:
    """Every measured value with its limit: 空载损耗371W（限值410W）、负载损耗…"""
    parts = []
    for column in (c for c in frame.columns if c.startswith(MEASURED)):
        name = column[2:]
        measured = _with_unit(kind, language, frame, column)
        limit = _with_unit(kind, language, frame, LIMIT + name)
        lead = pl.lit(language.heading(kind.field(name)) + language.unit_gap)
        parts.append(lead + measured + _filled(language.limit, {"limit": limit}))
    if not parts:
        return _NO_TEXT
    return pl.concat_str(parts, separator=language.comma, ignore_nulls=True).replace("", None)


def _missing_words(kind: Kind, language: Language, frame: pl.DataFrame) -> pl.Expr:
    names: dict[str, str] = {}
    for joined in frame["missing"].drop_nulls().unique():
        words = {OUTSIDE_TABLE: language.no_row, LOCAL_STANDARD: language.no_local}
        headings = [
            words[name] if name in words else language.heading(kind.field(name))
            for name in joined.split(";")
        ]
        names[joined] = language.comma.join(headings)
    return pl.col("missing").replace_strict(names, default=None, return_dtype=pl.String)


def _around(compared: pl.Expr, before: str, after: str) -> pl.Expr:
    return pl.when(compared.is_not_null()).then(before + compared + after).otherwise(pl.lit(""))


def _slot(
    library: Library, kind: Kind, rule: Rule, language: Language, frame: pl.DataFrame, name: str
) -> pl.Expr:
    """One slot of a template: a part of the finding, what was measured, or a fact of the device."""
    match name:
        case "document" | "clause":
            return pl.col(name)
        case "document_title":
            titles = {number: d.title for number, d in library.documents.items()}
            return pl.col("document").replace_strict(titles, default=None)
        case "grade":
            return pl.col("grade").cast(pl.String)
        case "due":
            return pl.col("due").dt.strftime(language.day)
        case "title":
            return pl.lit(language.title(rule))
        case "comparison":
            return _comparison(kind, language, frame)
        case "size":
            return _around(_comparison(kind, language, frame), "", "，")
        case "size_en":
            return _around(_comparison(kind, language, frame), ": ", "")
        case "missing":
            return _missing_words(kind, language, frame)
        case "since" if "since" in rule.params:
            return pl.coalesce([_value(kind, language, frame, "f:" + n) for n in _since(rule)])
    for prefix in (MEASURED, INFO, "f:"):
        if prefix + name in frame.columns:
            value = _value(kind, language, frame, prefix + name)
            return _named(kind, language, value) if name.endswith("_type") else value
    raise StandardsError(
        f"规则 {rule.id} 的消息用了未知的 {{{name}}}",
        f"unknown {{{name}}} in a message of {rule.id}",
    )


def _named(kind: Kind, language: Language, value: pl.Expr) -> pl.Expr:
    """What a device is: the kind's name where its type is blank or another than those listed."""
    return pl.when(value != OTHER_CHOICE).then(value).otherwise(pl.lit(language.name(kind)))


def _since(rule: Rule) -> list[str]:
    """The date fields that a rule counts from, the first given one counts."""
    return [str(name) for name in rule.params.get("since", [])]


def _template_for(library: Library, rule: Rule, case: str) -> Message:
    """The sentence of a case: the rule's own, else the one that all rules share."""
    if case in rule.messages:
        return rule.messages[case]
    if case in library.texts:
        return library.texts[case]
    return rule.messages.get(case.split("-")[0], library.texts["unknown"])


def _sentences(
    library: Library, kind: Kind, rule: Rule, language: Language, frame: pl.DataFrame
) -> pl.Expr:
    result: pl.Expr = _NO_TEXT
    for case in frame["case"].unique():
        template = language.template(_template_for(library, rule, case))
        slots = {
            name: _slot(library, kind, rule, language, frame, name)
            for name in set(_SLOT.findall(template))
        }
        result = pl.when(pl.col("case") == case).then(_filled(template, slots)).otherwise(result)
    return _with_notes(library, language, frame, result)


def _with_notes(
    library: Library, language: Language, frame: pl.DataFrame, sentence: pl.Expr
) -> pl.Expr:
    """What is added to any sentence: the elimination of a device out of use is told as a ban on
    putting it back, and what is presumed says so (rulebook section 1).
    """
    stopped = (pl.col("outcome") == "eliminate") & (
        pl.col("f:use_state").cast(pl.String) == STOPPED_STATE
    ).fill_null(False)
    for name, applies in (("stopped", stopped), ("presumed", pl.col("presumed"))):
        if frame.select(applies.any()).item():
            note = language.template(library.texts[name])
            sentence = pl.when(applies).then(sentence + note).otherwise(sentence)
    return sentence


def _with_facts(kind: Kind, rule: Rule, found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``f:<field>`` of the fields that the rule's sentences or measured dates name."""
    asked = {s for m in rule.messages.values() for t in (m.zh, m.en) for s in _SLOT.findall(t)}
    asked |= {c[2:] for c in found.columns if c.startswith(MEASURED)}
    asked |= set(_since(rule)) if "since" in asked else set()
    asked.add("use_state")
    names = [f.id for f in kind.fields if f.id in asked]
    columns = [c for n in names for c in (n, n + FIRST) if c in frame.columns]
    if not columns:
        return found  # a frame of no columns has no rows to take
    facts = frame.select(columns)[found["row"]]
    return found.hstack(facts.rename({c: "f:" + c for c in columns}))


def _json_value(kind: Kind, frame: pl.DataFrame, column: str) -> pl.Expr:
    dtype = frame.schema[column]
    if dtype.is_numeric():
        return _number(pl.col(column))
    if dtype == pl.Boolean:
        return pl.col(column).cast(pl.String)
    text = _value(kind, EN, frame, column)
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


def _render_rule(
    library: Library,
    kind: Kind,
    rule: Rule,
    found: pl.DataFrame,
    frame: pl.DataFrame,
    messages: bool,
) -> pl.DataFrame:
    found = found.with_columns(
        case=pl.when(pl.col("missing").is_in(NO_FIELDS))
        .then(pl.col("missing"))
        .otherwise(pl.coalesce(pl.col("case"), pl.col("outcome").cast(pl.String)))
    )
    full = _with_facts(kind, rule, found, frame)
    texts = {"message": _NO_TEXT, "message_en": _NO_TEXT}
    if messages:
        texts = {
            "message": _sentences(library, kind, rule, ZH, full),
            "message_en": _sentences(library, kind, rule, EN, full),
        }
    blank = pl.lit([], dtype=pl.List(pl.String))
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
        pl.when(pl.col("missing").is_null())
        .then(blank)
        .otherwise(pl.col("missing").str.split(";"))
        .alias("missing"),
        **texts,
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
