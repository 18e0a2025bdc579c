"""What a title says of every device below it: 江海区在用燃煤锅炉清单 says what they burn.

Read backwards from the noun that ends the title, as far as every word is known; what stands before
the first unknown word says nothing, and no title of several things does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from standards.completing import CELL, FUEL, TITLE, read_model, words_of
from standards.nameplates.codes import tables
from standards.words import fold

from .model import ReadRow
from .tablekinds import LISTED

if TYPE_CHECKING:
    from standards import Kind

# The fields of choices that titles name; 国三 in a title often means 国三及以下 and is not read.
_FIELDS = ("fuel", "powertrain", "use_nature")
# A quantity in front of the noun: 10kV配电变压器.
_SIZES = {"voltage_kv": re.compile(r"(?<![\d./~-])\d+(?:\.\d+)?(?:kv|千伏)$")}
_MORE_SIZES = re.compile(r"\d(?:kv|千伏)|\d/$")
LONGEST = 80
# Words that say nothing of these fields and may stand between.
_FILLING = (
    *("在用", "现有", "现用", "存量", "老旧", "老", "旧", "高耗能", "落后", "低效", "高污染"),
    *("拟淘汰", "待淘汰", "应淘汰", "已淘汰", "淘汰", "拟报废", "报废", "更新", "拟更新", "重点"),
    *("重型", "中型", "轻型", "微型", "大型", "小型", "中小型", "大中型", "工业", "分散", "小"),
    *("道路", "载货", "单体", "固定式", "运输", "货运", "区域内", "辖区", "全区", "全市", "全县"),
    *("公用", "在运", "在网", "运行"),
)
# 淘汰 behind the noun changes nothing; 改造, 替代, 新建 may.
_BEHIND = re.compile(r"(?:拟|待|应|已)?(?:淘汰|报废|注销)$")
_SEVERAL = re.compile(r"[及和与或/,;&+、()]|以及|非|除|无|不|改|换|替")
_UP_TO = re.compile(r"及以[下上]")
_CODED = re.compile(r"-[^-]*[^\W\d_][^-]*$")
# What stands before the last word of these names a place, an office or a year.
_WHERE = re.compile(r"^.*(?:[省市县区镇乡村局厅委厂站年所]|公司|街道|园区|集团|附件\d*|附表\d*)")

Told = Mapping[str, object]


def of_rows(kind: Kind, unders: Sequence[str], titles: Iterable[str]) -> Sequence[Told]:
    """What is said of each row by the line above it, or else by titles, sheet and file."""
    told = {under: _above(kind, under, titles) for under in set(unders)}
    return [told[under] for under in unders]


def _above(kind: Kind, under: str, titles: Iterable[str]) -> Told:
    """What the line above some rows says of them, or else titles, sheet and file together."""
    if under and words_of(under).kind:
        return of_title(kind, under)
    found: dict[str, set[object]] = {}
    for title in titles:
        for name, value in of_title(kind, title).items():
            found.setdefault(name, set()).add(value)
    return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}


def of_title(kind: Kind, title: str) -> Told:
    """What a title says of devices of this kind; {} where it names no device of it or several."""
    text = _BEHIND.sub("", LISTED.sub("", fold(title[:LONGEST])))
    if text == fold(kind.name_zh):
        return {}  # what we call the kind: 柴油货车 as the name of a sheet of our own
    if words_of(text).kind != kind.id:
        return {}
    noun = next((word for word in _nouns(kind.id) if text.endswith(word)), None)
    if noun is None:
        return {}
    said: dict[str, set[object]] = {}
    for name, value in _heads(kind.id).get(fold(words_of(text).word), ()):
        said.setdefault(name, set()).add(value)
    rest, known = text[: -len(noun)], _known(kind)
    while rest:
        word = next((word for word in known if rest.endswith(word)), None)
        if word is None and (sized := _size(kind, rest)):
            name, word, size = sized
            said.setdefault(name, set()).add(size)
        if word is None:
            break
        for name, value in known.get(word, ()):
            said.setdefault(name, set()).add(value)
        rest = rest[: -len(word)]
    before = _WHERE.sub("", _UP_TO.sub("", rest))
    if _SEVERAL.search(before) or (
        not said.keys().isdisjoint(_SIZES) and _MORE_SIZES.search(before)
    ):
        return {}
    return {name: next(iter(values)) for name, values in said.items() if len(values) == 1}


def _size(kind: Kind, text: str) -> tuple[str, str, float] | None:
    """The field, the words and the value of a quantity that ends a text."""
    for name, form in _SIZES.items():
        match = form.search(text) if kind.has(name) else None
        if match is not None:
            number = match[0].rstrip("kv千伏")
            factor = kind.words.unit_factor(kind.field(name), match[0][len(number) :])
            value = float(number) * float(factor or 0)
            if value >= kind.words.by_unit.get(name, 0):
                return name, match[0], value
    return None


@lru_cache(maxsize=64)
def _nouns(kind: str) -> Sequence[str]:
    """The words that name a device of a kind, the barest first."""
    # 燃煤锅炉 is 锅炉 and what it burns.
    own = {fold(word.word) for word in tables().words if word.role == "head" and word.kind == kind}
    return sorted(own, key=len)


@lru_cache(maxsize=64)
def _heads(kind: str) -> Mapping[str, Sequence[tuple[str, object]]]:
    """What the nouns themselves say: 叉车 is a type of machinery."""
    found: dict[str, list[tuple[str, object]]] = {}
    for word in tables().words:
        if word.role == "head" and word.kind == kind and word.field and word.reading == "read":
            found.setdefault(fold(word.word), []).append((word.field, word.value))
    return found


def _known(kind: Kind) -> Mapping[str, Sequence[tuple[str, object]]]:
    """Words that may stand before the noun, the longest first, with what each says."""
    known: dict[str, list[tuple[str, object]]] = {fold(word): [] for word in _FILLING}
    for name in _FIELDS:
        if not kind.has(name):
            continue
        choices: dict[str, str] = dict(kind.words.choices[name])
        for word, options in kind.words.ambiguous.get(name, {}).items():
            wide = [w for w, of in kind.field(name).broader.items() if set(of) == set(options)]
            choices.update(dict.fromkeys([word], wide[0]) if wide else {})
        for word, value in choices.items():
            if len(word) > 1 and not word.isascii():
                known.setdefault(word, []).append((name, value))
    for each in tables().words:
        own = each.role == "modifier" and each.kind == kind.id and each.reading == "read"
        if own and each.field and each.value is not None:
            said = known.setdefault(fold(each.word), [])
            if all(name != each.field for name, _value in said):
                said.append((each.field, each.value))
    return {word: known[word] for word in sorted(known, key=len, reverse=True)}


def tell(rows: Sequence[ReadRow], told: Sequence[Told]) -> Mapping[tuple[str, object], list[int]]:
    """Add to each row what its title says and nothing of the row denies: presumed, for no cell and
    no nameplate says it. A column in which something stands speaks for its blank cells, too: what
    they hold is not known. Gives the rows by field and value.
    """
    filled = {name for row in rows for name in row.facts if row.read_from.get(name) == CELL}
    filled |= {problem.field or "" for row in rows for problem in row.problems}
    found: dict[tuple[str, object], list[int]] = {}
    for row, said in zip(rows, told, strict=True):
        for name, value in said.items():
            if name not in filled and not _denied(row, name):
                row.presumed[name] = value
                row.read_from[name] = TITLE
                found.setdefault((name, value), []).append(row.row)
    return found


def _denied(row: ReadRow, name: str) -> bool:
    """Whether the row itself says something of the field."""
    known = name in row.facts or name in row.presumed or name in row.disputed
    model = read_model(row.kind, str(row.facts.get("model") or ""))
    if _CODED.search(model.text):
        # -T behind a boiler's name is a fuel, though not certain which.
        known = known or any(each.field == name for each in model.open)
    return known or (name == FUEL and row.facts.get("waste_heat") is True)
