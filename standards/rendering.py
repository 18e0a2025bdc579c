"""Findings in their public shape: JSON of what was measured, and a sentence in two languages. Built on demand only."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from standards.checks.base import INFO, LIMIT, MEASURED
from standards.dates import FIRST
from standards.model import OUTCOMES, OUTSIDE_TABLE, Finding, Kind, Library, Message, Rule

_SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_NO_TEXT = pl.lit(None, dtype=pl.String)
PUBLIC = (
    "row", "rule", "outcome", "presumed", "level", "grade", "document", "clause", "measured",
    "limit", "due", "then", "missing", "message", "message_en",
)


@dataclass(frozen=True)
class Language:
    """How values read in one language."""

    code: str
    day: str
    month: str
    year: str
    comma: str
    limit: str
    unit_gap: str


ZH = Language("zh", "{y}年{m}月{d}日", "{y}年{m}月", "{y}年", "、", "（限值{limit}）", "")
EN = Language("en", "{y}-{m2}-{d2}", "{y}-{m2}", "{y}", ", ", " (limit {limit})", " ")


def _filled(template: str, parts: dict[str, pl.Expr]) -> pl.Expr:
    """The template with its slots filled; an empty value reads as a dash."""
    pieces: list[pl.Expr] = []
    end = 0
    for slot in _SLOT.finditer(template):
        if slot.start() > end:
            pieces.append(pl.lit(template[end : slot.start()]))
        pieces.append(parts[slot[1]].fill_null("—"))
        end = slot.end()
    if end < len(template):
        pieces.append(pl.lit(template[end:]))
    return pl.concat_str(pieces)


def _number(value: pl.Expr) -> pl.Expr:
    """A number without a trailing ``.0``."""
    return value.cast(pl.String).str.replace(r"\.0$", "")


def _day(language: Language, day: pl.Expr, pattern: str | None = None) -> pl.Expr:
    parts = {
        "y": day.dt.year().cast(pl.String),
        "m": day.dt.month().cast(pl.String),
        "d": day.dt.day().cast(pl.String),
        "m2": day.dt.strftime("%m"),
        "d2": day.dt.strftime("%d"),
    }
    filled = _filled(pattern or language.day, parts)
    return pl.when(day.is_not_null()).then(filled)


def _fact_day(language: Language, name: str) -> pl.Expr:
    """A date as precisely as the record gives it: a year alone stays a year."""
    last, first = pl.col("f:" + name), pl.col("f:" + name + FIRST)
    return (
        pl.when(last == first)
        .then(_day(language, last))
        .when(last.dt.month() == first.dt.month())
        .then(_day(language, last, language.month))
        .otherwise(_day(language, last, language.year))
    )


def _value(kind: Kind, language: Language, column: str, dtype: pl.DataType) -> pl.Expr:
    """A column as words: dates as known, numbers with their unit."""
    name = column[2:]
    field = kind.field(name) if kind.has(name) else None
    value = pl.col(column)
    if dtype == pl.Date:
        known = field is not None and column.startswith((MEASURED, "f:"))
        shown = _fact_day(language, name) if known else _day(language, value)
        return pl.when(value.is_not_null()).then(shown)
    if dtype.is_numeric():
        return _number(value)
    return value.cast(pl.String)


def _with_unit(kind: Kind, language: Language, name: str, text: pl.Expr) -> pl.Expr:
    unit = kind.field(name).unit if kind.has(name) else None
    return text if unit is None else text + (language.unit_gap + unit)


def _comparison(kind: Kind, language: Language, frame: pl.DataFrame) -> pl.Expr:
    """Every measured value with its limit: 空载损耗371W（限值410W）、负载损耗…"""
    parts = []
    for column in (c for c in frame.columns if c.startswith(MEASURED)):
        name = column[2:]
        field = kind.field(name)
        heading = field.heading_zh if language is ZH else field.heading_en + " "
        measured = _with_unit(
            kind, language, name, _value(kind, language, column, frame.schema[column])
        )
        bound = LIMIT + name
        limit = _with_unit(kind, language, name, _value(kind, language, bound, frame.schema[bound]))
        parts.append(pl.lit(heading) + measured + _filled(language.limit, {"limit": limit}))
    if not parts:
        return _NO_TEXT
    return pl.concat_str(parts, separator=language.comma, ignore_nulls=True).replace("", None)


def _missing_words(kind: Kind, language: Language, frame: pl.DataFrame) -> pl.Expr:
    names: dict[str, str] = {}
    for joined in frame["missing"].drop_nulls().unique():
        headings = []
        for name in joined.split(";"):
            if name == OUTSIDE_TABLE:
                headings.append("标准表中的对应行" if language is ZH else "a row in the table")
            else:
                field = kind.field(name)
                headings.append(field.heading_zh if language is ZH else field.heading_en)
        names[joined] = language.comma.join(headings)
    return pl.col("missing").replace_strict(names, default=None, return_dtype=pl.String)


def _slots(
    library: Library, kind: Kind, rule: Rule, language: Language, frame: pl.DataFrame
) -> dict[str, pl.Expr]:
    """What a template of this rule can say."""
    slots: dict[str, pl.Expr] = {}
    for prefix in ("f:", INFO, MEASURED):
        for column in (c for c in frame.columns if c.startswith(prefix)):
            slots[column[2:]] = _value(kind, language, column, frame.schema[column])
    titles = {number: d.title for number, d in library.documents.items()}
    compared = _comparison(kind, language, frame)
    slots |= {
        "document": pl.col("document"),
        "document_title": pl.col("document").replace_strict(titles, default=None),
        "clause": pl.col("clause"),
        "grade": pl.col("grade").cast(pl.String),
        "due": _day(language, pl.col("due")),
        "title": pl.lit(rule.title_zh if language is ZH else rule.title_en),
        "comparison": compared,
        "size": pl.when(compared.is_not_null()).then(compared + "，").otherwise(pl.lit("")),
        "size_en": pl.when(compared.is_not_null()).then(": " + compared).otherwise(pl.lit("")),
        "missing": _missing_words(kind, language, frame),
    }
    return slots


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
    slots = _slots(library, kind, rule, language, frame)
    result: pl.Expr = _NO_TEXT
    for case in frame["case"].unique():
        message = _template_for(library, rule, case)
        template = message.zh if language is ZH else message.en
        result = pl.when(pl.col("case") == case).then(_filled(template, slots)).otherwise(result)
    shared = library.texts["presumed"]
    note = shared.zh if language is ZH else shared.en
    return pl.when(pl.col("presumed")).then(result + note).otherwise(result)


def _with_facts(kind: Kind, rule: Rule, found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``f:<field>`` of the fields that the rule's sentences or measured dates name."""
    asked = {s for m in rule.messages.values() for t in (m.zh, m.en) for s in _SLOT.findall(t)}
    asked |= {c[2:] for c in found.columns if c.startswith(MEASURED)}
    names = [f.id for f in kind.fields if f.id in asked]
    columns = [c for n in names for c in (n, n + FIRST) if c in frame.columns]
    facts = frame.select(columns)[found["row"]]
    return found.hstack(facts.rename({c: "f:" + c for c in columns}))


def _json_value(kind: Kind, column: str, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_numeric():
        return _number(pl.col(column))
    if dtype == pl.Boolean:
        return pl.col(column).cast(pl.String)
    text = _value(kind, EN, column, dtype)
    return pl.lit('"') + text.str.replace_all('"', '\\"', literal=True) + '"'


def _json(kind: Kind, frame: pl.DataFrame, prefix: str) -> pl.Expr:
    """A JSON object of the columns with this prefix that are not null; null when all are."""
    pairs = [
        pl.lit(f'"{c[2:]}": ') + _json_value(kind, c, frame.schema[c])
        for c in frame.columns
        if c.startswith(prefix)
    ]
    if not pairs:
        return _NO_TEXT
    inside = pl.concat_str(pairs, separator=", ", ignore_nulls=True)
    return pl.when(inside != "").then("{" + inside + "}")


def _render_rule(
    library: Library, kind: Kind, rule: Rule, found: pl.DataFrame, frame: pl.DataFrame,
    messages: bool,
) -> pl.DataFrame:
    found = found.with_columns(
        case=pl.when(pl.col("missing") == OUTSIDE_TABLE)
        .then(pl.lit(OUTSIDE_TABLE))
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
        pl.when(pl.col("missing").is_null()).then(blank).otherwise(
            pl.col("missing").str.split(";")
        ).alias("missing"),
        **texts,
    )


def render(
    library: Library,
    kind: Kind,
    frame: pl.DataFrame,
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
            part = _render_rule(library, kind, rule, chosen, frame, messages)
            parts.append(part.with_columns(_order=pl.lit(order)))
    if not parts:
        return pl.DataFrame(schema=_PUBLIC_SCHEMA)
    return pl.concat(parts).sort("row", "_order").select(PUBLIC)


_PUBLIC_SCHEMA = {
    "row": pl.UInt32, "rule": pl.String, "outcome": pl.String, "presumed": pl.Boolean,
    "level": pl.String, "grade": pl.Int8, "document": pl.String, "clause": pl.String,
    "measured": pl.String, "limit": pl.String, "due": pl.Date, "then": pl.String,
    "missing": pl.List(pl.String), "message": pl.String, "message_en": pl.String,
}


def as_findings(frame: pl.DataFrame) -> list[Finding]:
    """The public frame as objects."""
    return [
        Finding(
            rule=r["rule"], outcome=r["outcome"], presumed=r["presumed"], level=r["level"],
            grade=r["grade"], document=r["document"], clause=r["clause"],
            measured=None if r["measured"] is None else json.loads(r["measured"]),
            limit=None if r["limit"] is None else json.loads(r["limit"]),
            due=r["due"], then=r["then"], missing=tuple(r["missing"]),
            message=r["message"], message_en=r["message_en"],
        )
        for r in frame.iter_rows(named=True)
    ]
