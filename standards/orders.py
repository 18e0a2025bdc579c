"""Whether a finding may stand in an order, and why not: one answer for documents, the preview of
many and the reason that is shown beside a finding (rulebook section 1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from standards.outcomes import ENTERS, NOT_JUDGED_STATES, STOPPED_STATE


class Judged(Protocol):
    """A finding, of the engine or as it is stored."""

    @property
    def rule(self) -> str: ...

    @property
    def outcome(self) -> str: ...

    @property
    def presumed(self) -> bool: ...


@dataclass(frozen=True)
class Admission:
    """``code`` is "allowed" or the reason why not; ``instead`` what the finding may enter."""

    code: str
    zh: str
    en: str
    instead: str | None

    @property
    def allowed(self) -> bool:
        return self.code == "allowed"

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "allowed": self.allowed,
            "zh": self.zh,
            "en": self.en,
            "instead": self.instead,
        }


REASONS: Final[Mapping[str, tuple[str, str]]] = {
    "allowed": (
        "可以列入责令限期整改通知书。",
        "It may enter an order.",
    ),
    "outcome": (
        "该判定结果不是违法事实，不列入责令限期整改通知书。",
        "This outcome is no violation and enters no order.",
    ),
    "presumed": (
        "该判定含推定，须先核实，不列入责令限期整改通知书。",
        "The finding is presumed: it is to be verified first and enters no order.",
    ),
    "out_of_use": (
        "设备已停用，节约能源法第十七条、第七十一条禁止的是使用，不列入责令限期整改通知书。",
        "The device is out of use; articles 17 and 71 of the Energy Conservation Law forbid use.",
    ),
    "gone": (
        "设备已拆除、报废或者注销，不列入责令限期整改通知书。",
        "The device is dismantled, scrapped or deregistered.",
    ),
    "open_case": (
        "设备已在未办结的案件中，不重复列入责令限期整改通知书。",
        "The device stands in a case that is still open.",
    ),
    "not_key_user": (
        "产品标准的限定值约束生产、进口和销售者（节约能源法第十七条、第七十条）；使用单位不是重点用能单位，"
        "列入节能监察建议书，生产、销售环节移送市场监督管理部门。",
        "A product standard binds who makes, imports or sells (articles 17 and 70); the user is no"
        " key energy-using unit: advice, and the maker or seller is handed over.",
    ),
    "key_user_unknown": (
        "使用单位是否为重点用能单位没有登记，查明前不列入责令限期整改通知书，列入节能监察建议书。",
        "Whether the user is a key energy-using unit is not on record: advice until it is known.",
    ),
}
"""Code: the sentence in both languages."""


def is_grade(rule: str) -> bool:
    """Whether a rule judges a grade of a product standard: ``motor.grade``,
    ``motor.grade-high-voltage``.
    """
    last = rule.rsplit(".", 1)[-1]
    return last == "grade" or last.startswith("grade-")


def may_enter_order(
    finding: Judged,
    facts: Mapping[str, object],
    *,
    key_energy_user: bool | None,
    open_case: bool = False,
) -> Admission:
    """Whether a finding may enter an order.

    ``facts`` of the device (``use_state``); ``key_energy_user``: whether the enterprise is a key
    energy-using unit (重点用能单位), None where that is not known; ``open_case``: whether the
    device stands in a case that is not closed.
    """
    enters = ENTERS[finding.outcome]
    if enters != "order":
        return _admission("outcome", enters)
    state = facts.get("use_state")
    if state in NOT_JUDGED_STATES:
        return _admission("gone", None)
    if state == STOPPED_STATE:
        return _admission("out_of_use", "advice")
    if finding.presumed:
        return _admission("presumed", "advice")
    if open_case:
        return _admission("open_case", None)
    if finding.outcome == "rectify" and is_grade(finding.rule) and not key_energy_user:
        code = "key_user_unknown" if key_energy_user is None else "not_key_user"
        return _admission(code, "advice")
    return _admission("allowed", "order")


def _admission(code: str, instead: str | None) -> Admission:
    return Admission(code, *REASONS[code], instead)
