"""The fixed words of a finding (rulebook section 1) and of certainty (section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

OUTCOMES: Final[tuple[str, ...]] = (
    "eliminate",
    "rectify",
    "reassess",
    "renew",
    "due",
    "improve",
    "unknown",
    "meets",
)
"""The eight outcomes, worst first: the order in which a device's verdict is taken. What is true
today stands before what will be: ``due`` ranks below ``renew`` (rulebook section 1).
"""


OUTCOME_ZH: Final[Mapping[str, str]] = {
    "eliminate": "应淘汰",
    "rectify": "应整改",
    "reassess": "应评估",
    "renew": "宜更新",
    "due": "临期",
    "improve": "可提升",
    "unknown": "待补充",
    "meets": "合格",
}


ENTERS: Final[Mapping[str, str | None]] = {
    "eliminate": "order",
    "rectify": "order",
    "reassess": "order",
    "renew": "advice",
    "due": "reminder",
    "improve": "advice",
    "unknown": "request",
    "meets": None,
}
"""What a finding may enter: an order (责令限期整改通知书), a reminder, an advice (节能监察建议书),
or a request for data.

A presumed finding never enters an order, whatever its outcome.
"""


LEVEL_ZH: Final[Mapping[str, str]] = {"access": "准入", "saving": "节能", "advanced": "先进"}


LEVELS: Final[tuple[str, ...]] = ("access", "saving", "advanced")
"""准入 / 节能 / 先进."""


CERTAINTIES: Final[tuple[str, ...]] = ("confirmed", "single", "derived", "recalled", "doubtful")


PRESUMED_CERTAINTIES: Final[frozenset[str]] = frozenset({"derived", "recalled", "doubtful"})
"""A finding that rests on data of one of these is presumed (reference certainty, rulebook section
7).
"""


NOT_JUDGED_STATES: Final[tuple[str, ...]] = ("拆除", "报废", "注销")


STOPPED_STATE: Final = "停用"


OUTSIDE_TABLE: Final = "outside_table"
"""Pseudo field id in ``missing``: the facts are there, but the document's table has no row for
them.
"""


LOCAL_STANDARD: Final = "local_standard"
"""Likewise: a local standard governs whose limits the library does not hold."""


NO_FIELDS: Final = (OUTSIDE_TABLE, LOCAL_STANDARD)
"""What ``missing`` may name that is no field; each has a sentence of its own in texts.toml."""
