"""The two languages of a finding: how values, headings and names read in each."""

from __future__ import annotations

from dataclasses import dataclass

from standards.kinds import Field, Kind
from standards.model import Message, Rule
from standards.places import english_place


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
    within: str

    def heading(self, field: Field) -> str:
        return field.heading_zh if self.code == "zh" else field.heading_en

    def name(self, kind: Kind) -> str:
        return kind.name_zh if self.code == "zh" else kind.name_en

    def template(self, message: Message) -> str:
        return message.zh if self.code == "zh" else message.en

    def place(self, printed: str) -> str:
        return printed if self.code == "zh" else english_place(printed)

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
    "其余项目在限值内：{others}。",
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
    " Within their limits: {others}.",
)
