"""The amendments of a package: of rules that hold where and when the package does."""

from __future__ import annotations

from standards.amending import Amendment, amended, read_amendment
from standards.model import Rule, region_prefix
from standards.packages.model import LOCAL, Scope
from standards.packages.noting import Reader, refuse_long
from standards.packages.rules import check_slots
from standards.strict import Entry


def read_amendments(reader: Reader, top: Entry, scope: Scope) -> list[Amendment]:
    """The amendments of a package that can be read; what is wrong with the others is noted."""
    found: list[Amendment] = []
    for entry in reader.entries(top, "amendment", "rule"):
        with reader.noting():
            refuse_long(entry, "clause")
            amendment = read_amendment(entry, scope.document.number)
            for rule in _touched(entry, amendment, scope):
                _check_touched(entry, rule, amendment, scope)
            for other in found:
                if other.rule == amendment.rule and other.meets(amendment):
                    raise entry.fail(
                        "from",
                        "与对同一规则的另一处改动重叠",
                        "overlaps another amendment of the same rule",
                        "overlap",
                    )
            found.append(amendment)
    return found


def _touched(entry: Entry, amendment: Amendment, scope: Scope) -> list[Rule]:
    """The windows of the rule that the amendment changes."""
    windows = [rule for rule in scope.library.rules if rule.id == amendment.rule]
    if not windows:
        raise entry.fail(
            "rule",
            f"没有规则“{amendment.rule}”",
            f"there is no rule {amendment.rule!r}",
            "reference",
        )
    in_force = scope.document.in_force
    if in_force is not None and amendment.valid_from < in_force:
        raise entry.fail(
            "from", "早于文件的施行日期", "is before the document is in force", "dates"
        )
    touched = [rule for rule in windows if amendment.touches(rule)]
    if not touched:
        raise entry.fail(
            "from", "此时段内该规则不施行", "the rule does not hold at that time", "dates"
        )
    return touched


def _check_touched(entry: Entry, rule: Rule, amendment: Amendment, scope: Scope) -> None:
    region = scope.region
    if region is not None and not _within(rule, region):
        raise entry.fail(
            "rule",
            f"本文件只在 {region} 施行，不能改动全国或他处的规则",
            f"a document of {region} cannot amend a rule that holds elsewhere",
            "region",
        )
    if rule.file.startswith(LOCAL):
        raise entry.fail(
            "rule",
            f"该规则在此时段已由 {rule.document} 规定",
            f"{rule.document} rules this already at that time",
            "overlap",
        )
    changed = amended(rule, amendment, scope.refs)
    if changed is not None:
        check_slots(entry, changed, scope.library)


def _within(rule: Rule, region: str) -> bool:
    return rule.region is not None and rule.region.startswith(region_prefix(region))
