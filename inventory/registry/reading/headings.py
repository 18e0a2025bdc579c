"""From the text of a heading to a field and the unit that the heading states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from standards.words import SYNONYM, WEAK, Target, Words, fold, heading_key

if TYPE_CHECKING:
    from standards import Field, Kind

NUMBER_TYPES = frozenset({"number", "integer"})
_OF_SIDES = NUMBER_TYPES | {"choice"}
PLATE = "plate"
LONGEST_UNIT = 12

BRACKETS = re.compile(r"[(\[【〔]([^()\[\]【】〔〕]*(?:\([^()]*\)[^()]*)?)[)\]】〕]")
_PARTS = re.compile(r"[,;、:]|单位|(?<=kw)(?:或|/)(?=kva$)|(?<=kva)(?:或|/)(?=kw$)")
# Owners that every table may name before a heading; a kind's own names stand beside them.
_GENERAL_OWNERS = (
    "拟淘汰",
    "淘汰",
    "拟更新",
    "更新",
    "报废",
    "在用",
    "主要",
    "重点",
    "用能",
    "设备",
    "机械",
    "机组",
    "铭牌",
    "产品",
    "主机",
    "整机",
    "单台",
    "单机",
    "行驶证",
    "核定",
    "静设备",
    "动设备",
)
_MOST_OWNERS = 2
LONGEST_HEADING = 200
# 投产年份, 启用时间, 出厂年月: the tail says how exact the date is, not which date it is.
_TIME_TAIL = re.compile(r"(?:日期|时间|年月日|年月|年份|年度|月份|年|日)$")
_TIME_TAILS = ("日期", "时间", "年月", "年份")
_ONE_TIME = re.compile(r"([上下])一次")
_ITEM = re.compile(r"^(?:q|问题?)?(?:\(\d{1,2}\)|\d{1,2}[.、)](?!\d))\s*(?=\D)")
_OF_PARAMETERS = re.compile(r"(?:主要?|技术|性能|额定)参数\(([^()]{2,20})\)")
_CHOICE_TAIL = re.compile(r"(?<=..)(?:代码|名称|描述|属性)$")
# 扬程/压力, 额定蒸发量/热功率: one column for devices of several kinds.
_SIDES = re.compile(r"[/、]|或|及|和|与")
_MOST_SIDES = 3
_QUANTITY = re.compile(
    r"(?:功率|容量|冷量|热量|蒸发量|排气量|载重量?|载荷|流量|扬程|风量|风压|全压|压力|出力|转速|速度|能力|参数)$"
)
_VALUES = re.compile(r"\d\.\d|[=:]\s*\d|\d{3}")
_TEXTS = re.compile(r"(?:型号|名称|规格)\s*$")
# 用煤/气/生物质, 在用/停用: the choices that a column leaves to the hand.
_CHOICES = re.compile(r"[/、]|或")
_BEFORE_CHOICES = re.compile(r"^(?:用|烧|燃用|使用)")
_MOST_CHOICES = 6
# Pe(kW), n(r/min): a symbol, and what it is of by its unit.
_SYMBOL = re.compile(
    r"([^\s()\[\]【】〔〕/]{1,4})\s*(?:[(\[【〔]([^()\[\]【】〔〕]+)[)\]】〕]|/(\S+))"
)
# Model 型号, 额定功率 Rated power (kW): both languages in one cell say the same.
_LATIN = re.compile(
    r"^[a-z][a-z .'/&-]{2,}(?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])\s*[/|]?\s*[a-z][a-z ./'&-]{2,}(?=$|[(\[])"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
# What people put in brackets after a heading without changing its meaning.
_HARMLESS = re.compile(
    r"^$|必填|选填|可填|年月|yyyy|示例|例如|^如|是/否|是否|y/n|yes/no|下拉|全称|^\d+位$|文本|数字|整数|^[a-z]{1,2}\d?$"
    r"|^请?(?:带|含|注明|写明|写上)$|按铭牌|照铭牌|照抄|多选|单选"
    # At what a loss or a flow is told: 负载损耗(75℃).
    r"|^\d{2,3}\s*(?:℃|°c|度)$|^(?:额定|标准|吸气|设计|工况)(?:工况|状态|点)?$"
)


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """A heading understood. ``unit`` is None where the heading states none.

    ``unknown_unit`` is set where the field was recognised but the bracket after it was not:
    taking the numbers as the field's own unit would be a guess. ``owned``: the heading names the
    kind that its column describes. ``listed``: it only lists choices of the field. ``bared``: it
    means the field without a word of what it is of (主机型号).
    """

    field: str
    rank: int
    unit: str | None = None
    unknown_unit: bool = False
    owned: bool = False
    listed: bool = False
    bared: bool = False


def match_heading(text: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """The field of ``kind`` that a heading stands for, with its unit, or None.

    A heading may name its owner (电机额定功率, 额定电机功率, 设备型号): where it means nothing as
    it stands it is looked up without the kind's own names and the general ones.
    """
    plain = unicodedata.normalize("NFKC", text[:LONGEST_HEADING]).strip().lower()
    if not plain:
        return None
    plain = _plainer(plain)
    found = _any_way(plain, kind, words) or _symbol(text, kind, words)
    if found is None and (chinese := in_chinese(plain)) != plain:
        found = _any_way(chinese, kind, words)
    if found is not None:
        return found
    for shorter in _without_owners(plain, words):
        found = _any_way(shorter, kind, words)
        if found is None:
            continue
        owned = any(name in plain and name not in shorter for name in words.names)
        # 设备用途 is what a device serves, not a choice that the kind calls 用途.
        if owned or kind.field(found.field).type != "choice":
            return replace(found, rank=max(found.rank, SYNONYM), owned=owned, bared=not owned)
    return None


def _plainer(plain: str) -> str:
    """下一次检验日期 is 下次检验日期, 停用与否 is 是否停用, 主参数(载重kg) is 载重kg, and
    5.一共几台 of a form 一共几台."""
    plain = _ITEM.sub("", plain)
    inner = _OF_PARAMETERS.fullmatch(plain)
    plain = _ONE_TIME.sub(r"\1次", inner[1] if inner else plain)
    return f"是否{plain[:-2]}" if plain.endswith("与否") else plain


def in_chinese(plain: str) -> str:
    """A heading in two languages (type 类型) in one of them; any other as it stands."""
    chinese = _LATIN.sub("", plain).strip()
    return chinese if _HAN.search(chinese) else plain


def _without_owners(plain: str, words: Words) -> Iterator[str]:
    """The heading without one owner word, then without two; the longest words first."""
    left, owners = plain, sorted((*words.names, *_GENERAL_OWNERS), key=len, reverse=True)
    for _ in range(_MOST_OWNERS):
        for owner in owners:
            if owner in left and len(owner) < len(left):
                left = left.replace(owner, "", 1).strip()
                break
        else:
            return
        yield left


def _any_way(plain: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """A heading as it is listed, with another tail of time, or for devices of several kinds."""
    return (
        _as_it_stands(plain, kind, words)
        or _with_other_tail(plain, kind, words)
        or _of_choice(plain, kind, words)
        or _one_side(plain, kind, words)
        or _by_choices(plain, kind, words)
    )


def _with_other_tail(plain: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """投产年份 is 投产日期: whatever tail a heading of a date has, it is the same date."""
    base = heading_key(BRACKETS.sub("", plain))
    tail = _TIME_TAIL.search(base)
    if tail is None or tail.start() == 0:
        return None
    for other in _TIME_TAILS:
        target = words.headings.get(base[: tail.start()] + other)
        if target is not None and kind.field(target.field).type == "date":
            return HeadingMatch(target.field, max(target.rank, SYNONYM))
    return None


def _of_choice(plain: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """燃料种类代码, 设备品种名称, 燃烧方式描述: how a choice is written, in exports."""
    tail = _CHOICE_TAIL.search(plain)
    target = words.headings.get(heading_key(plain[: tail.start()])) if tail else None
    if target is None or kind.field(target.field).type != "choice":
        return None
    return HeadingMatch(target.field, WEAK)


def _one_side(plain: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """扬程/压力 in a list of pumps is the head: of such headings one side alone is the kind's own.
    Numbers, choices and plates only: 制造单位/日期 are two things. 型号及台数 is no number."""
    sides = [side for side in _SIDES.split(BRACKETS.sub("", plain)) if side.strip()]
    if not 1 < len(sides) <= _MOST_SIDES or any(map(_TEXTS.search, sides)):
        return None
    if any(map(_VALUES.search, sides)):
        return None  # P0/Pk=0.67kW/3.65kW is a cell
    found = [match for side in sides if (match := _as_it_stands(side.strip(), kind, words))]
    # 环保标识/排放标准: a code tells nothing of the other side, a choice is known by its words.
    found = [match for match in found if kind.field(match.field).type == "choice"] or found
    if not found or not all(_is_of_sides(kind.field(match.field), words) for match in found):
        return None
    if len({match.field for match in found}) != 1 or heading_key(plain) in words.combined:
        return None
    target = Target(found[0].field, max(found[0].rank, SYNONYM))
    return _from_bracket(target, plain, kind.field(target.field), words)


def _is_of_sides(field: Field, words: Words) -> bool:
    """Whether a cell shows by itself that it is of the field."""
    return field.type in _OF_SIDES or words.codes.get(field.id) == PLATE


def _by_choices(plain: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """煤/气/生物质: a heading that lists choices of a field is that field's. 变频/工频 is half of a
    type."""
    sides = [fold(side) for side in _CHOICES.split(_BEFORE_CHOICES.sub("", plain))]
    if not 1 < len(sides) <= _MOST_CHOICES or any(side in words.yesno for side in sides):
        return None
    found = [
        field_id
        for field_id, choices in words.choices.items()
        if kind.has(field_id)
        and not field_id.endswith("_type")
        and all(
            side in choices
            or side in words.ambiguous.get(field_id, {})
            or side in words.implies.get(field_id, {})
            for side in sides
        )
    ]
    return HeadingMatch(found[0], WEAK, listed=True) if len(found) == 1 else None


def is_combined(heading: str, words: Words) -> bool:
    """Whether people write several quantities under a heading: 主要参数, 参数 Spec, 功率/冷量."""
    keys, of_quantities = _as_combined(heading[:LONGEST_HEADING])
    return of_quantities or not words.combined.isdisjoint(keys)


# Every kind asks for every heading without a field of its own.
@lru_cache(maxsize=4096)
def _as_combined(heading: str) -> tuple[tuple[str, ...], bool]:
    """The keys of a heading, in two languages or with harmless brackets, and whether each of its
    sides names a quantity."""
    chinese = in_chinese(_ITEM.sub("", unicodedata.normalize("NFKC", heading).strip().lower()))
    bare = BRACKETS.sub("", chinese)
    strange = [part for part in _bracket_parts(chinese) if not _HARMLESS.search(part)]
    sides = [side.strip() for side in _SIDES.split(bare)]
    keys = (heading_key(heading), heading_key(chinese), *(() if strange else (heading_key(bare),)))
    return keys, 1 < len(sides) <= _MOST_SIDES and all(map(_QUANTITY.search, sides))


def _symbol(text: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """Pe(kW) is the power: a symbol as it is written, with a unit of the field that it names."""
    match = _SYMBOL.fullmatch(unicodedata.normalize("NFKC", text[:LONGEST_HEADING]).strip())
    if match is None:
        return None
    unit = (match[2] or match[3]).strip()
    named = [
        field
        for field, symbols in words.symbols.items()
        if match[1] in symbols and words.unit_factor(kind.field(field), unit) is not None
    ]
    return HeadingMatch(named[0], SYNONYM, unit) if len(named) == 1 else None


def _as_it_stands(plain: str, kind: Kind, words: Words) -> HeadingMatch | None:
    whole = words.headings.get(heading_key(plain))
    if whole is not None:
        # A unit inside the bracket still counts where the whole heading is a synonym: P0(W).
        return _with_unit(whole, _bracket_unit(plain, kind.field(whole.field), words))
    base = BRACKETS.sub("", plain)
    target = words.headings.get(heading_key(base))
    if target is not None:
        return _from_bracket(target, plain, kind.field(target.field), words)
    return _trailing_unit(base.strip(), kind, words)


def _with_unit(target: Target, unit: str | None) -> HeadingMatch:
    return HeadingMatch(target.field, target.rank, unit)


def _bracket_parts(plain: str) -> list[str]:
    return [part.strip() for inner in BRACKETS.findall(plain) for part in _PARTS.split(inner)]


def _bracket_unit(plain: str, field: Field, words: Words) -> str | None:
    for part in _bracket_parts(plain):
        if part and words.unit_factor(field, part) is not None:
            return part
    return None


def _from_bracket(target: Target, plain: str, field: Field, words: Words) -> HeadingMatch:
    unit = _bracket_unit(plain, field, words)
    if unit is not None or field.type not in NUMBER_TYPES:
        return _with_unit(target, unit)
    strange = [part for part in _bracket_parts(plain) if not _HARMLESS.search(part)]
    return HeadingMatch(target.field, target.rank, None, bool(strange))


def _trailing_unit(base: str, kind: Kind, words: Words) -> HeadingMatch | None:
    """``额定载重量kg``, ``空载损耗/W``: the longest heading that leaves a unit of its field."""
    for length in range(1, min(LONGEST_UNIT, len(base) - 1) + 1):
        target = words.headings.get(heading_key(base[:-length]))
        if target is None:
            continue
        unit = base[-length:].lstrip("/_ -,:")
        if unit and words.unit_factor(kind.field(target.field), unit) is not None:
            return _with_unit(target, unit)
    return None
