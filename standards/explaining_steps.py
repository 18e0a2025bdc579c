"""The steps of an explanation, one function each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from standards import nameplates
from standards.checks import CHECKS
from standards.checks.base import NEAR_MONTHS
from standards.dates import FIRST, shift_months
from standards.explaining_words import (
    SOURCES,
    Words,
    column_words,
    comparison,
    heading_of,
    pair,
    shown,
    sign_of,
)
from standards.kinds import Kind
from standards.model import Document, Edition, Finding, Library, Rule
from standards.orders import Admission
from standards.outcomes import PRESUMED_CERTAINTIES
from standards.places import english_place, printed_place


@dataclass(frozen=True)
class Step:
    """One step: ``kind`` input, row, comparison, edition, binding, presumed or order; ``data``
    what the sentence is made of, fit for JSON; in it ``shown`` are names with their values in
    words, for whoever prints them beside one another.
    """

    kind: str
    zh: str
    en: str
    data: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "zh": self.zh, "en": self.en, "data": dict(self.data)}


@dataclass(frozen=True)
class Asked:
    """One rule on one device: what the steps look at. ``row`` holds the table's row."""

    library: Library
    kind: Kind
    rule: Rule
    finding: Finding
    as_of: date
    facts: Mapping[str, object]
    ready: Mapping[str, Any]
    sources: Mapping[str, str]
    disputed: Mapping[str, object]
    row: Mapping[str, Any]
    admit: Callable[[Finding], Admission]

    @property
    def document(self) -> Document:
        return self.library.documents[self.finding.document]

    @property
    def edition(self) -> Edition | None:
        named = [e for e in self.rule.editions if e.document == self.finding.document]
        return named[0] if named else None


def steps(asked: Asked) -> Iterator[Step]:
    """The steps of a finding, in the order in which they are read."""
    yield from _inputs(asked)
    yield from _table(asked)
    yield from _comparisons(asked)
    yield _edition(asked)
    yield _binding(asked)
    yield from _presumed(asked)
    admission = asked.admit(asked.finding)
    yield Step("order", admission.zh, admission.en, admission.as_dict())


def fields_read(rule: Rule, kind: Kind) -> list[str]:
    """The facts that a rule looks at, each once."""
    check, params = CHECKS[rule.check], rule.params
    names: list[str] = list(check.reads)
    for name in check.fields:
        value = params.get(name, [])
        names += map(str, value if isinstance(value, list) else [value])
    for name in ("keys", "bands"):
        names += [str(key[2]) for key in params.get(name, [])]
    for name in check.conditions:
        names += [str(said[0]) for said in params.get(name, [])]
    names += [*rule.dates, *([rule.selects] if rule.selects != "as_of" else [])]
    return [name for name in dict.fromkeys(names) if kind.has(name)]


def _inputs(asked: Asked) -> Iterator[Step]:
    measured = asked.finding.measured or {}
    for name in dict.fromkeys([*fields_read(asked.rule, asked.kind), *measured]):
        if name in asked.disputed:
            yield _dispute(asked, name)
            continue
        given = asked.facts.get(name)
        value = asked.ready.get(name) if given in (None, "") else given
        value = measured.get(name) if value is None else value
        if value is not None and value != "":
            yield _input(asked, name, value)
    for name in asked.finding.missing:
        if name in asked.disputed:
            continue
        words = heading_of(asked.kind, name)
        lack = pair(words, Words("缺少", "missing"))
        data = {"field": name, "source": "missing", "shown": [lack]}
        yield Step("input", f"{words.zh}：缺少", f"{words.en}: missing", data)


def _source(asked: Asked, name: str) -> str:
    """Where a fact comes from: the region, the record, the model's name, or an inference."""
    if asked.kind.field(name).region_table:
        return "region"
    if asked.facts.get(name) not in (None, ""):
        return asked.sources.get(name, "cell")
    reading = nameplates.read(asked.kind.nameplate or "", str(asked.facts.get("model") or ""))
    return "model" if name in reading.facts() or reading.trait("atmospheric") else "inferred"


def _input(asked: Asked, name: str, value: object) -> Step:
    source = _source(asked, name)
    words, text = heading_of(asked.kind, name), shown(asked.kind, name, value)
    said = SOURCES[source]
    data = {"field": name, "value": _plain(value), "source": source, "shown": [pair(words, text)]}
    zh, en = f"{words.zh}：{text.zh}（{said.zh}）", f"{words.en}: {text.en} ({said.en})"
    return Step("input", zh, en, data)


def _dispute(asked: Asked, name: str) -> Step:
    """Record and model name disagree: both are shown, and what is used: what holds by both."""
    words, said = heading_of(asked.kind, name), SOURCES["disputed"]
    if (left := asked.ready.get(name)) not in (None, ""):
        common = shown(asked.kind, name, left)
        said = Words(
            f"两者不符，只采用两者都成立的“{common.zh}”",
            f"they disagree, and what holds by both is used: {common.en}",
        )
    cell = shown(asked.kind, name, asked.facts.get(name))
    plate = shown(asked.kind, name, asked.disputed[name])
    both = Words(f"登记{cell.zh}，型号{plate.zh}", f"{cell.en} on record, {plate.en} by the model")
    data = {"field": name, "source": "disputed", "shown": [pair(words, both)]}
    zh, en = f"{words.zh}：{both.zh}（{said.zh}）", f"{words.en}: {both.en} ({said.en})"
    return Step("input", zh, en, data)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _table(asked: Asked) -> Iterator[Step]:
    """The table and the values of the row that was used."""
    name = asked.edition.table if asked.edition else asked.rule.params.get("table")
    if name is None or asked.finding.missing:
        return
    table = asked.library.tables[str(name)]
    row = {k: _plain(v) for k, v in asked.row.items() if k not in ("certainty", "clause")}
    parts = [w for k, v in row.items() if (w := column_words(asked.kind, k, v)) is not None]
    clause = printed_place(asked.library, asked.finding.document, asked.finding.clause)
    title, number = asked.document.title, asked.finding.document
    place = f"{'' if number == title else number} {clause}".strip()
    zh = f"查《{title}》" + (f"（{place}）" if place else "")
    en = f"Looked up in {number} {english_place(clause)}".strip()
    if parts:
        zh += "：" + "、".join(label.zh + text.zh for label, text in parts)
        en += ": " + ", ".join(f"{label.en} {text.en}" for label, text in parts)
    data = {
        "table": table.id,
        "document": number,
        "clause": clause,
        "row": row,
        "shown": [pair(label, text) for label, text in parts],
    }
    yield Step("row", zh, en, data)


def _comparisons(asked: Asked) -> Iterator[Step]:
    limits = asked.finding.limit or {}
    for name, value in (asked.finding.measured or {}).items():
        if limits.get(name) is None:
            continue
        words, sign = comparison(asked.kind, name, value, limits[name])
        data = {
            "field": name,
            "value": value,
            "limit": limits[name],
            "relation": sign,
            "shown": [_against(asked.kind, name, value, limits[name])],
        }
        yield Step("comparison", words.zh, words.en, data)
    due = asked.finding.due
    if due is not None:
        zh, en = ("已过", "past") if due < asked.as_of else ("未过", "not past")
        data = {
            "due": due.isoformat(),
            "as_of": asked.as_of.isoformat(),
            "relation": sign_of(due, asked.as_of),
            "shown": [_days(due, asked.as_of)],
        }
        yield Step(
            "comparison",
            f"到期日{due}，判定日{asked.as_of}：{zh}",
            f"Due on {due}, judged on {asked.as_of}: {en}",
            data,
        )


def _against(kind: Kind, name: str, value: object, limit: object) -> dict[str, str]:
    return pair(heading_of(kind, name), shown(kind, name, value), shown(kind, name, limit))


def _days(due: date, as_of: date) -> dict[str, str]:
    day, past = str(due), due < as_of
    zh = f"判定日{as_of}（{'已过' if past else '未过'}）"
    en = f"day judged {as_of} ({'past' if past else 'not past'})"
    return pair(Words("到期日", "Due"), Words(day, day), Words(zh, en))


def _edition(asked: Asked) -> Step:
    """Which date chose the edition, or the rule's window."""
    rule, edition = asked.rule, asked.edition
    start = edition.valid_from if edition else asked.row.get("from", rule.begins)
    end = edition.valid_to if edition else rule.valid_to
    name = rule.selects
    chosen = asked.facts.get(name) if asked.kind.has(name) else asked.as_of.isoformat()
    words = heading_of(asked.kind, name) if asked.kind.has(name) else Words("判定日", "Day judged")
    until = f"至{end}前" if end else ""
    zh = f"按{words.zh}{chosen or '（未填）'}适用{asked.finding.document}（自{start}起施行{until}）"
    en = f"{words.en} {chosen or '(blank)'} selects {asked.finding.document}, in force from {start}"
    en += f" until {end}" if end else ""
    data = {
        "selects": name,
        "date": chosen,
        "document": asked.finding.document,
        "from": start.isoformat(),
        "to": end.isoformat() if end else None,
    }
    return Step("edition", zh, en, data)


_OBLIGATIONS: Mapping[str, Words] = {
    "binding": Words("强制性规定，具有约束力", "Binding"),
    "catalogue": Words("淘汰目录，期限届满后不得使用", "An elimination catalogue"),
    "policy": Words("政策性要求，不具强制约束力", "Policy: not binding"),
    "plan": Words("地方方案，不具强制约束力", "A local plan: not binding"),
}


def _binding(asked: Asked) -> Step:
    words, edition, made = _OBLIGATIONS[asked.rule.obligation], asked.edition, None
    binds = asked.rule.obligation in ("binding", "catalogue")
    if edition is not None:
        made = asked.ready.get("made_on")
        binds = made is not None and made >= edition.valid_from
        words = (
            Words("制造日期在该版本施行之后，受其约束", "Made under this edition: bound by it")
            if binds
            else Words(
                "制造日期早于该版本施行日或不明，仅作比较，不受其约束",
                "Made before this edition or on an unknown day: compared, not bound",
            )
        )
    data = {"obligation": asked.rule.obligation, "binds": binds}
    return Step("binding", words.zh + "。", words.en + ".", data)


def _reasons(asked: Asked) -> Iterator[tuple[str, Words]]:
    rule = asked.rule
    if rule.certainty in PRESUMED_CERTAINTIES:
        yield (
            "rule",
            Words("规则依据的资料须核对原文", "the rule rests on data still to be checked"),
        )
    near = asked.as_of < shift_months(rule.begins, NEAR_MONTHS)
    if near and rule.from_certainty in PRESUMED_CERTAINTIES:
        yield "begin", Words("规定的施行日期须核对", "the day on which it began is to be checked")
    if asked.row.get("certainty") in PRESUMED_CERTAINTIES:
        yield "row", Words("表中该行数据须核对原文", "the table's row is still to be checked")
    if any(asked.ready.get(n) != asked.ready.get(n + FIRST) for n in rule.dates):
        yield (
            "date",
            Words("日期只知年月，按较轻的读法", "a date is known only to the year or month"),
        )
    names = [n for n in (asked.finding.measured or {}) if _source(asked, n) == "inferred"]
    if names:
        words = [heading_of(asked.kind, n) for n in names]
        yield (
            "inferred",
            Words(
                "、".join(w.zh for w in words) + "系推定",
                ", ".join(w.en for w in words) + " inferred",
            ),
        )
    for said in rule.unanswered:
        yield "unanswered", Words(f"台账不能回答：{said}", f"not on record: {said}")


def _presumed(asked: Asked) -> Sequence[Step]:
    if not asked.finding.presumed:
        return []
    reasons = list(_reasons(asked))
    if not reasons:
        reasons = [("message", Words("理由见判定语句", "see the sentence of the finding"))]
    zh = "；".join(words.zh for _, words in reasons)
    en = "; ".join(words.en for _, words in reasons)
    codes = [code for code, _ in reasons]
    return [Step("presumed", f"推定：{zh}。", f"Presumed: {en}.", {"reasons": codes})]
