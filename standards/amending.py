"""A document changes a rule from a day on; its windows before and after do not change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from standards.drafting import reread
from standards.loading_rules import OBLIGATIONS, References
from standards.model import Rule
from standards.outcomes import OUTCOME_ZH
from standards.strict import Entry

QUOTATION = "“"
PLAIN_ZH = "按《{document_title}》{clause}修改后的“{title}”，该设备{outcome}。"
PLAIN_EN = "By {document} {clause}, which amends “{title}”: {outcome}."
WORDS_EN: Mapping[str, str] = {
    "eliminate": "to be eliminated",
    "rectify": "to be rectified",
    "reassess": "to be assessed",
    "due": "falls due",
    "renew": "should be renewed",
    "improve": "could be improved",
    "meets": "good",
}
"""The outcomes as a sentence ends; an unknown one names what is missing and stays as it is."""


@dataclass(frozen=True)
class Amendment:
    """What a document changes of a rule on [valid_from, valid_to).

    ``tables`` names tables that take the place of others; ``edition`` a table that judges what is
    made from ``valid_from`` on. With ``repeal`` the rule does not hold at all.
    """

    rule: str
    document: str
    clause: str
    valid_from: date
    valid_to: date | None
    params: Mapping[str, Any]
    tables: Mapping[str, str]
    edition: str | None
    obligation: str | None
    only_in_use: bool | None
    repeal: bool
    messages: Mapping[str, Any]
    entry: Entry

    def touches(self, rule: Rule) -> bool:
        """Whether it changes anything while this window of its rule is open."""
        return _first(rule.valid_from, self.valid_from) < _last(rule.valid_to, self.valid_to)

    def meets(self, other: Amendment) -> bool:
        """Whether both hold on some day."""
        return _first(self.valid_from, other.valid_from) < _last(self.valid_to, other.valid_to)


def _first(one: date, other: date) -> date:
    return max(one, other)


def _last(one: date | None, other: date | None) -> date:
    return min(one or date.max, other or date.max)


def read_amendment(entry: Entry, document: str) -> Amendment:
    """One ``[[amendment]]``.

    Raises: LibraryError naming file and key.
    """
    obligation = only_in_use = None
    if "obligation" in entry.written:
        obligation = entry.choice("obligation", OBLIGATIONS)
    if "only_in_use" in entry.written:
        only_in_use = entry.flag("only_in_use")
    found = Amendment(
        rule=entry.text("rule"),
        document=document,
        clause=entry.text("clause"),
        valid_from=entry.day("from"),
        valid_to=entry.day_or_none("to"),
        params=entry.mapping("params"),
        tables={str(k): str(v) for k, v in entry.mapping("tables").items()},
        edition=entry.text_or_none("edition"),
        obligation=obligation,
        only_in_use=only_in_use,
        repeal=entry.flag("repeal"),
        messages=entry.mapping("messages"),
        entry=entry,
    )
    entry.finish()
    if found.valid_to is not None and found.valid_to <= found.valid_from:
        raise entry.fail("to", "须晚于 from", "must be after from", "dates")
    changes = (found.params, found.tables, found.edition, found.obligation, found.messages)
    if found.repeal == bool(any(changes) or found.only_in_use is not None):
        raise entry.fail(
            "params" if not found.repeal else "repeal",
            "须写明改动什么，或只写 repeal = true",
            "must say what changes, or only repeal = true",
            "missing" if not found.repeal else "unknown_key",
        )
    return found


def amended(rule: Rule, amendment: Amendment, refs: References) -> Rule | None:
    """The rule as it reads under an amendment, in the whole window; None where it is repealed.

    Raises: LibraryError naming file and key of what does not fit the rule.
    """
    if amendment.repeal:
        return None
    entry = amendment.entry
    values = dict(rule.written)
    values["clause"] = amendment.clause
    values["from"] = _first(rule.valid_from, amendment.valid_from)
    # When an office changes a rule is no matter of doubt.
    values["from_certainty"] = "confirmed"
    values["params"] = _params(entry, amendment, dict(values.get("params", {})))
    values["messages"] = _messages(amendment, dict(values.get("messages", {})))
    for name, value in (
        ("obligation", amendment.obligation),
        ("only_in_use", amendment.only_in_use),
    ):
        if value is not None:
            values[name] = value
    _replace_tables(entry, amendment, values, refs)
    if amendment.edition is not None:
        _add_edition(entry, amendment, values, refs)
    values.pop("to", None)
    values.pop("document", None)
    fresh = Entry(values, entry.file, entry.where, entry.path)
    read = reread(fresh, refs, replace(rule, document=amendment.document, written=values))
    return replace(read, valid_to=rule.valid_to, written=values | {"document": read.document})


def _messages(amendment: Amendment, messages: dict[str, Any]) -> dict[str, Any]:
    """The sentences of an amended rule: its own, else the former ones where they stay true.

    A sentence may name a former figure, or quote the former document, which the new one never
    said; then a plain one stands in for it.
    """
    for name, message in messages.items():
        word = name.split("-")[0]
        stale = amendment.params or QUOTATION in message["zh"]
        if stale and word in WORDS_EN:
            messages[name] = {
                "zh": PLAIN_ZH.replace("{outcome}", OUTCOME_ZH[word]),
                "en": PLAIN_EN.replace("{outcome}", WORDS_EN[word]),
            }
    return {**messages, **amendment.messages}


def _params(entry: Entry, amendment: Amendment, params: dict[str, Any]) -> dict[str, Any]:
    for name, value in amendment.params.items():
        if name not in params:
            raise entry.fail(
                f"params.{name}",
                "规则没有这个参数",
                "the rule has no such parameter",
                "unknown_key",
                value,
            )
        if type(params[name]) is float and type(value) is int:
            value = float(value)
        params[name] = value
    return params


def _replace_tables(
    entry: Entry, amendment: Amendment, values: dict[str, Any], refs: References
) -> None:
    for old, new in amendment.tables.items():
        key = f"tables.{old}"
        if new not in refs.tables:
            raise entry.fail(key, f"没有表“{new}”", f"there is no table {new!r}", "reference", new)
        before = dict(values)
        values["params"] = _swapped(values["params"], old, new)
        if "edition" in values:
            values["edition"] = _swapped(values["edition"], old, new)
        if values == before:
            raise entry.fail(
                key,
                f"规则没有用到表“{old}”",
                f"the rule does not use table {old!r}",
                "reference",
                old,
            )


def _swapped(value: Any, old: str, new: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _swapped(item, old, new) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_swapped(item, old, new) for item in value]
    return new if value == old else value


def _add_edition(
    entry: Entry, amendment: Amendment, values: dict[str, Any], refs: References
) -> None:
    if "edition" not in values:
        raise entry.fail(
            "edition", "该规则不分版次", "the rule has no editions", "check", amendment.edition
        )
    if amendment.edition not in refs.tables:
        raise entry.fail(
            "edition",
            f"没有表“{amendment.edition}”",
            f"there is no table {amendment.edition!r}",
            "reference",
        )
    *earlier, last = [dict(item) for item in values["edition"]]
    last.setdefault("to", amendment.valid_from)
    new = {
        "document": amendment.document,
        "table": amendment.edition,
        "from": amendment.valid_from,
    }
    values["edition"] = [*earlier, last, new]


def cut(rule: Rule, valid_from: date, valid_to: date | None) -> Rule:
    """A part of a rule's window; when it really began stays known."""
    said = {key: value for key, value in rule.written.items() if key != "to"}
    said |= {"from": valid_from} | ({} if valid_to is None else {"to": valid_to})
    return replace(
        rule,
        valid_from=valid_from,
        valid_to=valid_to,
        begun=None if rule.begins == valid_from else rule.begins,
        written=said,
    )


def windows(
    rule: Rule, amendment: Amendment, refs: References, start: date | None, end: date | None
) -> Iterator[Rule]:
    """A window of a rule, cut where an amendment holds within [start, end)."""
    begin = _first(amendment.valid_from, start or date.min)
    until = _last(amendment.valid_to, end)
    inner = _first(rule.valid_from, begin)
    outer = _last(rule.valid_to, until)
    if inner >= outer:
        yield rule
        return
    if rule.valid_from < inner:
        yield cut(rule, rule.valid_from, inner)
    changed = amended(rule, amendment, refs)
    if changed is not None:
        yield cut(changed, inner, None if outer == date.max else outer)
    if outer < (rule.valid_to or date.max):
        yield cut(rule, outer, rule.valid_to)
