"""The rules of a package: each its own, in its document's time, in sentences that can be filled."""

from __future__ import annotations

import re
from datetime import date

from standards.loading_rules import read_rule
from standards.model import Library, Rule
from standards.packages.model import Scope
from standards.packages.noting import Reader, owned, refuse_long
from standards.sentences import SHARED_SLOTS
from standards.strict import Entry

_SLOT = re.compile(r"\{([^{}]*)\}")


def read_rules(reader: Reader, top: Entry, scope: Scope) -> list[Rule]:
    """The rules of a package that can be read; what is wrong with the others is noted."""
    rules: list[Rule] = []
    for entry in reader.entries(top, "rule"):
        with reader.noting():
            refuse_long(entry, "id", "clause")
            rule = read_rule(entry, scope.refs, None, scope.region, scope.document.number)
            _check_rule(entry, rule, scope)
            for other in rules:
                if other.id == rule.id and _overlap(other, rule):
                    raise entry.fail(
                        "from",
                        "与同一规则的另一时段重叠",
                        "overlaps another window of the same rule",
                        "overlap",
                    )
            rules.append(rule)
    return rules


def _overlap(one: Rule, other: Rule) -> bool:
    return one.valid_from < (other.valid_to or date.max) and other.valid_from < (
        one.valid_to or date.max
    )


def _check_rule(entry: Entry, rule: Rule, scope: Scope) -> None:
    prefix = f"{rule.kind}.local-{scope.slug}"
    if not owned(rule.id, prefix):
        raise entry.fail(
            "id",
            f"须为 {prefix} 或以 {prefix}. 开头",
            f"must be {prefix} or begin {prefix}.",
            "prefix",
        )
    in_force = scope.document.in_force
    if in_force is not None and rule.valid_from < in_force:
        raise entry.fail(
            "from", "早于文件的施行日期", "is before the document is in force", "dates"
        )
    check_slots(entry, rule, scope.library)


def check_slots(entry: Entry, rule: Rule, library: Library) -> None:
    """Sentences name what every way of judging fills in, what this one does, or a field."""
    known = SHARED_SLOTS | _slots_of(library, rule.check) | {"since"}
    known |= {field.id for field in library.kinds[rule.kind].fields}
    for name, message in rule.messages.items():
        for slot in _SLOT.findall(message.zh + message.en):
            if slot not in known:
                raise entry.fail(
                    f"messages.{name}",
                    f"句子里的 {{{slot}}} 不可用",
                    f"{{{slot}}} in a sentence is not known",
                    "slot",
                    f"{{{slot}}}",
                )


def _slots_of(library: Library, check: str) -> set[str]:
    """The words that the library's own sentences for a way of judging use."""
    return {
        slot
        for rule in library.rules
        if rule.check == check
        for message in rule.messages.values()
        for slot in _SLOT.findall(message.zh + message.en)
    }
