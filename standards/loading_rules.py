"""Rules: each rule with document, clause, window, selecting date and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from standards.checks import CHECKS
from standards.checks.base import Check
from standards.checks.facing import problem
from standards.errors import LibraryError
from standards.kinds import Kind
from standards.model import Document, Edition, Message, Rule, Table
from standards.outcomes import CERTAINTIES
from standards.strict import Entry, read_toml

SELECTS = ("made_on", "in_service_on", "registered_on", "as_of")
OBLIGATIONS = ("binding", "catalogue", "policy", "plan")


@dataclass(frozen=True)
class References:
    """What a rule may refer to."""

    documents: Mapping[str, Document]
    tables: Mapping[str, Table]
    kinds: Mapping[str, Kind]


def read_messages(entry: Entry, key: str) -> dict[str, Message]:
    """A table of sentences: {name: {zh, en}}."""
    table = entry.entry(key)
    messages: dict[str, Message] = {}
    if table is None:
        return messages
    for name in table.names():
        sentence = table.entry(name)
        if sentence is None:
            raise table.fail(name, "缺少此项", "is missing", "missing")
        messages[name] = Message(sentence.text("zh"), sentence.text("en"))
        sentence.finish()
    table.finish()
    return messages


def _read_params(entry: Entry, check: Check, refs: References, kind: Kind) -> dict[str, Any]:
    params = entry.mapping("params")
    allowed = {**check.required, **check.optional}
    for name in check.required:
        if name not in params:
            raise entry.fail(f"params.{name}", "缺少此项", "is missing", "missing")
    for name, value in params.items():
        if name not in allowed:
            raise entry.fail(
                f"params.{name}", "未知的键", "is not a known key", "unknown_key", value
            )
        if type(value) is not allowed[name]:
            raise entry.fail(
                f"params.{name}",
                f"值 {value!r} 的类型不对",
                f"{value!r} is not a {allowed[name].__name__}",
                "type",
                value,
            )
    for name, other in check.exclusive:
        if name in params and other in params:
            raise entry.fail(
                f"params.{name}",
                f"不能与“{other}”同时使用",
                f"cannot stand beside {other!r}",
                "exclusive",
                params[name],
            )
    for name in (n for n in check.tables if n in params):
        if params[name] not in refs.tables:
            raise entry.fail(
                f"params.{name}",
                f"没有表“{params[name]}”",
                f"there is no table {params[name]!r}",
                "reference",
                params[name],
            )
    for name in (n for n in check.fields if n in params):
        values = params[name] if isinstance(params[name], list) else [params[name]]
        _check_fields(entry, f"params.{name}", values, kind)
    for name in (n for n in check.conditions if n in params):
        for said in params[name]:
            wrong = problem(kind, said)
            if wrong is not None:
                raise entry.fail(f"params.{name}", f"条件有误：{wrong}", wrong, "condition", said)
    return params


def _check_fields(entry: Entry, key: str, ids: Sequence[object], kind: Kind) -> None:
    for field_id in ids:
        if not kind.has(str(field_id)):
            raise entry.fail(
                key,
                f"{kind.name_zh}没有字段“{field_id}”",
                f"{kind.id} has no field {field_id!r}",
                "field",
                field_id,
            )


def _read_dates(entry: Entry, kind: Kind) -> tuple[str, ...]:
    names = entry.texts("dates")
    _check_fields(entry, "dates", names, kind)
    for name in names:
        if kind.field(name).type != "date":
            raise entry.fail(
                "dates", f"“{name}”不是日期字段", f"{name!r} is not a date field", "field", name
            )
    return names


def check_document(entry: Entry, number: str, refs: References) -> None:
    """Refuses a document that the library does not hold."""
    if number not in refs.documents:
        raise entry.fail(
            "document",
            f"没有文件“{number}”",
            f"there is no document {number!r}",
            "reference",
            number,
        )


def _read_editions(entry: Entry, refs: References) -> tuple[Edition, ...]:
    editions: list[Edition] = []
    for sub in entry.entries("edition", "document"):
        edition = Edition(
            sub.text("document"), sub.text("table"), sub.day("from"), sub.day_or_none("to")
        )
        check_document(sub, edition.document, refs)
        if edition.table not in refs.tables:
            raise sub.fail(
                "table",
                f"没有表“{edition.table}”",
                f"there is no table {edition.table!r}",
                "reference",
            )
        sub.finish()
        if editions and editions[-1].valid_to != edition.valid_from:
            raise sub.fail(
                "from",
                "与上一版之间有空档或重叠",
                "leaves a gap to the edition before or overlaps it",
                "overlap",
            )
        editions.append(edition)
    return tuple(editions)


def read_rule(
    entry: Entry, refs: References, kind_id: str | None, region: str | None, document: str | None
) -> Rule:
    """One rule; kind, region and document are given where the file says them for all its rules.

    Raises: LibraryError naming file and key.
    """
    kind_name = kind_id or entry.choice("kind", refs.kinds)
    kind = refs.kinds[kind_name]
    check_name = entry.choice("check", CHECKS)
    number = document or entry.text("document")
    check_document(entry, number, refs)
    editions = _read_editions(entry, refs)
    if bool(editions) != CHECKS[check_name].editions:
        raise entry.fail(
            "edition", "与判定方式不符", f"does not go with check {check_name}", "check"
        )
    rule = Rule(
        id=entry.text("id"),
        kind=kind_name,
        title_zh=entry.text("title_zh"),
        title_en=entry.text("title_en"),
        check=check_name,
        document=number,
        clause=entry.text("clause"),
        valid_from=entry.day("from"),
        valid_to=entry.day_or_none("to"),
        from_certainty=entry.choice("from_certainty", CERTAINTIES, "single"),
        selects=entry.choice("selects", SELECTS),
        obligation=entry.choice("obligation", OBLIGATIONS),
        certainty=entry.choice("certainty", CERTAINTIES),
        source=entry.text("source"),
        only_in_use=entry.flag("only_in_use"),
        region=region,
        dates=_read_dates(entry, kind),
        editions=editions,
        params=_read_params(entry, CHECKS[check_name], refs, kind),
        messages=read_messages(entry, "messages"),
        unanswered=entry.texts("unanswered"),
        file=entry.file,
        written=entry.written,
    )
    entry.finish()
    if rule.valid_to is not None and rule.valid_to <= rule.valid_from:
        raise entry.fail("to", "须晚于 from", "must be after from", "dates")
    if not rule.messages:
        raise entry.fail("messages", "缺少此项", "is missing", "missing")
    return rule


def load_rules(root: Path, refs: References) -> list[Rule]:
    """The national rules, one file per kind.

    Raises: LibraryError naming file and key.
    """
    rules: list[Rule] = []
    for path in sorted((root / "rules").glob("*.toml")):
        top = read_toml(path, root)
        if path.stem not in refs.kinds:
            raise top.fail("-", f"没有设备类别“{path.stem}”", f"there is no kind {path.stem!r}")
        rules += [read_rule(e, refs, path.stem, None, None) for e in top.entries("rule")]
        top.finish()
    return rules


def refuse_overlaps(rules: Sequence[Rule]) -> None:
    """Two entries of one rule id may follow each other in time, but never hold on the same day."""
    last: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda r: (r.id, r.valid_from)):
        before = last.get(rule.id)
        if before is not None and (before.valid_to or date.max) > rule.valid_from:
            raise LibraryError(
                rule.file,
                f"rule[{rule.id}].from",
                "与同一规则的另一时段重叠",
                "overlaps another window of the same rule",
                code="overlap",
            )
        last[rule.id] = rule
