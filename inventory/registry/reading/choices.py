"""Words into choices, and into yes or no.

A word is taken as it is listed, by what a person has explained, or where it is put together of
listed words. Anything else leaves the cell blank and warns, with the choices that it may mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from standards.words import fold

from .model import WARNING, Cell, Fault, Reading, cell_text

if TYPE_CHECKING:
    from standards import Kind

    from .columns import Column

LONGEST = 60
# A listed word inside another counts from this length on: 油 is in 油页岩.
SHORTEST_INSIDE = 2
# The state of use decides whether a device is judged at all: 待报废 is not 报废.
EXACT_ONLY = frozenset({"use_state"})

# 已退运拆除: of two states that follow each other the later one holds.
_STATE = "use_state"
_OUT = ("停用", "拆除", "报废", "注销")
_BEFORE_STATE, _BETWEEN_STATES = r"(?:已经?|现已?|均已?)?", r"[并且及和、,;/]*(?:已经?)?"
_BRACKETS = re.compile(r"([^()\[\]]+)[(\[]([^()\[\]]*)[)\]]")
_LEVEL = re.compile(r"([1-9])级")
_STAGE = re.compile(r"国([一二三四五六])(a|b)?")
# As a column of levels has them without the word; beside another word a number says nothing.
_NUMERALS = {
    "1": ("一", "i"),
    "2": ("二", "ii"),
    "3": ("三", "iii"),
    "4": ("四", "iv"),
    "5": ("五", "v"),
    "6": ("六", "vi"),
}
# A-在用, 01.停用: the code of a list of choices before the word; Escalator 自动扶梯: the same in
# another language.
_BESIDE = re.compile(
    r"^(?:[a-z0-9]{1,2}[-.、:_]|[a-z][a-z&'-]{2,}[/|]?)(?=[\u4e00-\u9fff])"
    r"|(?<=[\u4e00-\u9fff])[/|]?[a-z][a-z&'-]{2,}$"
)
# What stands around the number of a level (2级能效) and of a stage (第三阶段, 国家第Ⅲ阶段标准).
_AROUND_LEVEL = (
    "{}",
    "{}级",
    "{}级能效",
    "能效{}级",
    "能效等级{}级",
    "{}级能效等级",
    "等级{}",
    "{}等",
)
_BEFORE_STAGE = (
    "",
    "国",
    "第",
    "国家",
    "国家第",
    "国第",
    "中国",
    "中国第",
    "gb",
    "非道路",
    "非道路国",
)
_BEHIND_STAGE = ("", "阶段", "标准", "排放", "排放标准", "阶段标准", "阶段排放标准", "级")
_RIVALS = re.compile(r"[/、+;,或和及与]")
# Words that negate another word, or say 'not yet' or 'no longer'.
_TURNS = re.compile(r"非|不|无|未|待|拟|原|改|转|替|代|停|已|曾|至|除|双|混|\?")


def choice_reader(column: Column) -> Callable[[Cell], Reading]:
    """The reader of a column of choices."""
    words = _ChoiceWords(column)

    def read(cell: Cell) -> Reading:
        text = cell_text(cell)
        if len(text) > LONGEST:
            return words.unknown()
        return words.read(fold(text))

    return read


class _ChoiceWords:
    """The words of one field, and those of the kind's other choices that may stand beside them."""

    def __init__(self, column: Column) -> None:
        field, words = column.field, column.words
        self._field = field
        self._told = column.told
        self._choices = words.choices[field.id]
        self._levels = {**_stages(field.choices), **_numbered(field.choices)}
        self._ambiguous = words.ambiguous.get(field.id, {})
        self._implied = words.implies.get(field.id, {})
        self._broader = {frozenset(options): word for word, options in field.broader.items()}
        self._beside = _words_beside(column.kind, field.id)
        self._listed = "；".join(each for each in field.choices if each not in field.broader)
        inside = [
            word
            for word, choice in self._choices.items()
            if len(word) >= SHORTEST_INSIDE and choice not in field.broader
        ]
        self._inside = sorted(inside, key=len, reverse=True)
        self._states = _later_states(self._choices) if field.id == _STATE else None

    def read(self, folded: str) -> Reading:
        """One word or several."""
        known = self._one(folded) or self._bracketed(folded) or self._together(folded)
        if known is not None:
            return known
        if folded in self._levels:
            return Reading(self._levels[folded])
        if self._states is not None and (state := self._states(folded)):
            return Reading(state)
        bare = _BESIDE.sub("", folded)
        if bare != folded and (known := self._one(bare)) is not None:
            return known
        found = self._all_of(folded)
        if len(found) > 1:
            return self._open(found)
        contained = self._contained(folded)
        if contained is not None:
            return Reading(contained, Fault("read_as", WARNING, {"read": contained}))
        return self.unknown()

    def unknown(self) -> Reading:
        """A word that is unknown for this field."""
        return Reading(fault=Fault("unknown_choice", WARNING, {"choices": self._listed}))

    def _one(self, folded: str) -> Reading | None:
        told = self._told.get(folded)
        if told is not None:
            return Reading(told)
        choice = self._choices.get(folded)
        implied = self._implied.get(folded)
        if choice is not None and choice in self._field.broader:
            return self._open(self._field.broader[choice], choice)
        if choice is not None:
            return Reading(choice, also=implied.others if implied else None)
        if implied is not None:
            return Reading(implied.value, also=implied.others)
        options = self._ambiguous.get(folded)
        return None if options is None else self._open(options)

    def _open(self, options: Sequence[str], word: str | None = None) -> Reading:
        """A word that leaves these choices open; the kind may have a word for just them (煤)."""
        said = word or self._broader.get(frozenset(options)) or self._wider(options)
        return Reading(said, Fault("ambiguous_choice", WARNING, {"choices": "；".join(options)}))

    def _wider(self, options: Sequence[str]) -> str | None:
        """型煤 is one of two coals: a coal it is for certain."""
        over = [word for all_of, word in self._broader.items() if all_of.issuperset(options)]
        return over[0] if len(over) == 1 else None

    def _bracketed(self, folded: str) -> Reading | None:
        """生物质(木片), 国五(OBD): the bracket must not contradict what stands before."""
        match = _BRACKETS.fullmatch(folded)
        reading = self._one(match[1]) if match else None
        if match is None or reading is None or reading.value is None:
            return None
        beside = self._beside.get(match[2])
        if beside is not None and match[2] not in self._choices:
            return reading._replace(also={**(reading.also or {}), beside[0]: beside[1]})
        inner = self._one(match[2])
        denied = self._speaks_against(match[2], str(reading.value))
        agrees = not denied if inner is None else inner.value == reading.value
        return reading if agrees else None

    def _together(self, folded: str) -> Reading | None:
        """二类烟煤: a word of this field and one of another, nothing else."""
        for place in range(1, len(folded)):
            for own, other in ((folded[place:], folded[:place]), (folded[:place], folded[place:])):
                said = self._beside.get(other)
                if said is not None and self._choices.get(own) not in (None, *self._field.broader):
                    return Reading(self._choices[own], also=dict([said]))
        return None

    def _all_of(self, folded: str) -> list[str]:
        """The choices of 煤/生物质, each once; [] where a part is not known."""
        found: list[str] = []
        for part in _RIVALS.split(folded):
            choice = self._choices.get(part)
            options = self._options(part, choice)
            if not options:
                return []
            found += options
        return list(dict.fromkeys(found))

    def _options(self, part: str, choice: str | None) -> Sequence[str]:
        if choice is None:
            return self._ambiguous.get(part, ())
        return self._field.broader.get(choice, (choice,))

    def _contained(self, folded: str) -> str | None:
        """The one choice of which a word stands in the text: 全密封油浸. None where the rest of the
        text may turn it round, or names another.
        """
        word = next((word for word in self._inside if word in folded), None)
        if word is None or self._field.id in EXACT_ONLY:
            return None
        rest = folded.replace(word, " ")
        choice = self._choices[word]
        return None if self._speaks_against(rest, choice) else choice

    def _speaks_against(self, rest: str, choice: str) -> bool:
        return (
            _TURNS.search(rest) is not None
            or any(
                word in rest and self._choices[word] != choice and _stands_in(word, rest)
                for word in self._choices
            )
            or any(word in rest and _stands_in(word, rest) for word in self._ambiguous)
        )


def _later_states(choices: Mapping[str, str]) -> Callable[[str], str | None]:
    """Reads a text that is two or three words for being out of use, and nothing else."""
    known = {
        word: choice
        for word, choice in choices.items()
        if choice in _OUT and len(word) >= SHORTEST_INSIDE and word[0] not in "不未"
    }
    one = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    whole = re.compile(rf"{_BEFORE_STATE}(?:{one})(?:{_BETWEEN_STATES}(?:{one})){{1,2}}")
    each = re.compile(one)

    def read(folded: str) -> str | None:
        if not one or len(folded) > LONGEST or whole.fullmatch(folded) is None:
            return None
        return max((known[word] for word in each.findall(folded)), key=_OUT.index)

    return read


def _stands_in(word: str, text: str) -> bool:
    """Whether a word stands in a text, and not only as part of a longer number or code: gb1 is
    not in gb17691."""
    before = r"(?<![a-z0-9])" if word[0].isascii() else ""
    behind = r"(?![a-z0-9])" if word[-1].isascii() else ""
    return re.search(f"{before}{re.escape(word)}{behind}", text) is not None


def _words_beside(kind: Kind | None, field_id: str) -> Mapping[str, tuple[str, str]]:
    """Word -> (field, choice) of the kind's other choices; words of two of them are left out."""
    found: dict[str, tuple[str, str]] = {}
    rivals: set[str] = set()
    if kind is None:
        return found
    for other in kind.fields:
        if other.type != "choice" or other.id == field_id:
            continue
        for word, choice in kind.words.choices.get(other.id, {}).items():
            if found.setdefault(word, (other.id, choice)) != (other.id, choice):
                rivals.add(word)
    return {word: said for word, said in found.items() if word not in rivals}


def yesno_reader(column: Column) -> Callable[[Cell], Reading]:
    """The reader of a column of yes or no."""
    known = {**column.words.yesno, **column.words.answers.get(column.field.id, {}), **column.told}
    begins = {word[:-1]: answer for word, answer in known.items() if word.endswith("*")}

    def read(cell: Cell) -> Reading:
        if isinstance(cell, bool):
            return Reading(cell)
        folded = fold(cell_text(cell))
        answer = known.get(folded)
        if answer is None:
            answer = next((begins[word] for word in begins if folded.startswith(word)), None)
        return Reading(answer) if answer is not None else _no_answer()

    return read


def _no_answer() -> Reading:
    return Reading(fault=Fault("not_yes_or_no", WARNING, {}))


def _numbered(choices: Sequence[str]) -> dict[str, str]:
    """What stands for choices that are levels: 3, 三, 3级能效, 能效三级 of 3级."""
    found: dict[str, str] = {}
    for choice in choices:
        match = _LEVEL.fullmatch(choice)
        if match:
            numerals = (match[1], *_NUMERALS.get(match[1], ()))
            spellings = (form.format(n) for form in _AROUND_LEVEL for n in numerals)
            found |= dict.fromkeys(spellings, choice)
    return found


def _stages(choices: Sequence[str]) -> dict[str, str]:
    """What stands for choices that are emission stages: 3, 国3, 国iii, 第三阶段 of 国三; a sixth
    stage that does not say which (国六) is left to the words of the kind."""
    numbers = {forms[0]: (digit, *forms) for digit, forms in _NUMERALS.items()}
    found: dict[str, str] = {}
    for choice in choices:
        match = _STAGE.fullmatch(choice)
        if match is None:
            continue
        letter = match[2] or ""
        for numeral, before, behind in product(numbers[match[1]], _BEFORE_STAGE, _BEHIND_STAGE):
            found[f"{before}{numeral}{letter}{behind}"] = choice
            found[f"{before}{numeral}{behind}{letter}"] = choice
            if letter:
                found[f"{before}{numeral}{behind}({letter})"] = choice
    return found
