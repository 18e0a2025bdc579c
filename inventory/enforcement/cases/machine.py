"""The way of a case as data: its states and the one table of moves; all else is illegal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inventory.enforcement.cases.guards import ORDER

# In the order of the way; the first is the one that cases begin in.
STATES: Mapping[str, str] = {
    "opened": "已立案",
    "notified": "已通知",
    "inspected": "已检查",
    "heard": "已听取意见",
    "drafted": "已拟稿",
    "returned": "已退回",
    "reviewed": "已审核",
    "approved": "已批准",
    "issued": "已签发",
    "served": "已送达",
    "answered": "已答复",
    "rechecked": "已复查",
    "partly": "部分办结",
    "handed_over": "已移送",
    "withdrawn": "已撤销",
    "dropped": "已撤案",
    "closed": "已结案",
}
# Those whose id is no English word of itself.
STATES_EN: Mapping[str, str] = {"partly": "closed in part", "handed_over": "handed over"}
START = "opened"
# In these nothing more is expected; the devices of the case are free for another one.
OVER = frozenset({"withdrawn", "dropped", "closed"})
BEFORE_DRAFT = ("opened", "notified", "inspected", "heard")
DRAFTS = ("drafted", "returned")
BEFORE_ISSUE = (*BEFORE_DRAFT, *DRAFTS, "reviewed", "approved")
AFTER_SERVICE = ("served", "answered", "rechecked", "partly")
SAME = ""  # the target of a move that changes what is known and not the state

OFFICER, REVIEWER, LEADER, PARTY = "officer", "reviewer", "leader", "party"


@dataclass(frozen=True)
class Move:
    """One arrow: from any of `sources` to `target`, by `by`, if every guard holds.

    `whole` moves are asked for by name alone; the others come with data of their own, through the
    service that owns it (serving, answering, inspecting …): of their guards, `brings` are those
    that this data is for.
    """

    name: str
    zh: str
    en: str
    sources: tuple[str, ...]
    target: str
    by: str
    guards: tuple[str, ...] = field(default=())
    whole: bool = True
    brings: tuple[str, ...] = ()


MOVES: Mapping[str, Move] = {
    move.name: move
    for move in (
        Move(
            "notify",
            "书面通知",
            "give notice",
            ("opened",),
            "notified",
            OFFICER,
            ("notice_given", "notice_past", "notice_ahead"),
            whole=False,
            brings=("notice_given", "notice_ahead"),
        ),
        Move(
            "inspect",
            "现场检查",
            "inspect",
            ("opened", "notified"),
            "inspected",
            OFFICER,
            (
                "inspection_given",
                "inspection_past",
                "two_officers",
                "certificates",
                "notice_in_time",
            ),
            whole=False,
            brings=("inspection_given",),
        ),
        Move(
            "hear",
            "听取意见",
            "hear the party",
            ("opened", "notified", "inspected"),
            "heard",
            OFFICER,
            ("heard", "hearing_past"),
            whole=False,
            brings=("heard",),
        ),
        Move(
            "draft",
            "拟稿",
            "draft",
            BEFORE_DRAFT,
            "drafted",
            OFFICER,
            ("has_draft",),
            whole=False,
            brings=("has_draft",),
        ),
        Move(
            "redraft",
            "修改草稿",
            "change the draft",
            ("drafted", "returned"),
            "drafted",
            OFFICER,
            ("has_draft", "not_submitted"),
            whole=False,
        ),
        Move(
            "discard",
            "删除草稿",
            "discard the draft",
            DRAFTS,
            "opened",
            OFFICER,
            ("not_submitted",),
            whole=False,
        ),
        Move("submit", "送审", "submit", ("drafted",), SAME, OFFICER, (*ORDER, "not_submitted")),
        Move(
            "recall",
            "撤回修改",
            "take back",
            ("drafted", "reviewed", "approved"),
            "drafted",
            OFFICER,
            ("submitted", "reason"),
        ),
        Move(
            "review",
            "法制审核通过",
            "pass the legal review",
            ("drafted",),
            "reviewed",
            REVIEWER,
            ("submitted", "second_person", *ORDER),
            whole=False,
        ),
        Move(
            "approve",
            "批准",
            "approve",
            ("drafted", "reviewed"),
            "approved",
            LEADER,
            ("submitted", "reviewed", "review_written", "second_person", *ORDER),
        ),
        Move(
            "return",
            "退回修改",
            "return",
            ("drafted", "reviewed", "approved"),
            "returned",
            "signer",
            ("submitted", "second_person", "reason"),
        ),
        Move(
            "issue",
            "签发",
            "issue",
            ("approved",),
            "issued",
            OFFICER,
            ("signed", *ORDER),
            whole=False,
        ),
        Move(
            "serve",
            "送达",
            "serve",
            ("issued",),
            "served",
            PARTY,
            ("effective",),
            whole=False,
            brings=("effective",),
        ),
        Move(
            "answer",
            "答复",
            "answer",
            ("served", "partly", "answered"),
            "answered",
            PARTY,
            ("answer",),
            whole=False,
            brings=("answer",),
        ),
        Move(
            "ask_extension",
            "申请延期",
            "ask for extension",
            ("served", "answered", "partly"),
            SAME,
            PARTY,
            ("asked_once", "before_deadline", "reason"),
            whole=False,
        ),
        Move(
            "decide_extension",
            "决定延期",
            "decide on the extension",
            AFTER_SERVICE,
            SAME,
            LEADER,
            ("asked", "second_person", "reason"),
            whole=False,
        ),
        Move(
            "recheck",
            "复查",
            "recheck",
            AFTER_SERVICE,
            "rechecked",
            OFFICER,
            ("two_officers", "some_rechecked"),
            whole=False,
            brings=("some_rechecked",),
        ),
        Move(
            "settle_part",
            "部分办结",
            "close in part",
            ("rechecked",),
            "partly",
            OFFICER,
            ("some_settled",),
        ),
        Move(
            "hand_over",
            "移送",
            "hand over",
            ("issued", *AFTER_SERVICE),
            "handed_over",
            LEADER,
            ("destination", "reason", "second_person"),
            whole=False,
            brings=("destination",),
        ),
        Move(
            "withdraw",
            "撤销",
            "withdraw",
            ("issued", *AFTER_SERVICE),
            "withdrawn",
            LEADER,
            ("reason", "second_person"),
            whole=False,
        ),
        Move(
            "correct",
            "更正",
            "correct",
            ("issued", "served", "answered", "partly"),
            SAME,
            LEADER,
            ("reason", "second_person"),
            whole=False,
        ),
        Move("drop", "撤案", "drop", BEFORE_ISSUE, "dropped", OFFICER, ("reason",)),
        Move(
            "report",
            "报请结案",
            "report for closing",
            ("rechecked", "handed_over"),
            SAME,
            OFFICER,
            ("all_settled", "not_reported"),
            whole=False,
        ),
        Move(
            "send_back",
            "退回结案报告",
            "send the closing report back",
            ("rechecked", "handed_over"),
            SAME,
            LEADER,
            ("reported", "reason", "second_person"),
            whole=False,
        ),
        Move(
            "close",
            "结案",
            "close",
            ("rechecked", "handed_over"),
            "closed",
            LEADER,
            ("all_settled", "reported", "second_person"),
            whole=False,
        ),
    )
}
