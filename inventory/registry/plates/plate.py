"""What a plate says of a device of a kind: each fact with its place, and whether it is sure.

Nothing unsure is ever taken as it stands: why it is unsure goes with it, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from inventory.registry.reading.checks import BESIDE_FACTS
from inventory.registry.reading.columns import Column
from inventory.registry.reading.headings import HeadingMatch, match_heading
from inventory.registry.reading.model import NOT_READ, Reading
from inventory.registry.reading.values import reader_of
from standards import nameplates

from . import certificates
from .labels import labels_of, plate_words
from .lines import Box, Line, placed
from .pairing import Pair, Paired, pair
from .recognising import KindFound, recognise, title_of
from .repairing import better, doubtful, one_case, repairs

if TYPE_CHECKING:
    from standards import Field, Kind, Library

# Below so much the recogniser itself is not certain of every character.
SURE_SCORE = 0.9
SURE_CODE_SCORE = 0.95
CODES = ("serial", "code", "device_code", "vin", "plate", "uscc")
# Why a fact is not sure: words for each stand in messages of the photos.
LOW_SCORE, REPAIRED, UNREAD, DOUBTFUL = "low_score", "repaired", "unread", "doubtful"
GUESSED_LABEL, UNKNOWN_MODEL, DISAGREES = "guessed_label", "unknown_model", "disagrees"
MOST_OTHERS = 6
_NUMBER_AND_UNIT = re.compile(r"([\d.,]+)\s*([^\d.,\s].*)")
_SMALL_FIGURES = re.compile(r"[\s\d²³]")
TWICE, NOT_ON_PLATE = "twice", "not_on_plate"


@dataclass(frozen=True)
class PlateField:
    """One fact of the plate: ``value`` None where the text gives none.

    ``doubt`` is "" where it is sure; ``others`` are values between which a person chooses; ``text``
    is what was recognised, ``box`` where it stands.
    """

    field: str
    value: object
    text: str
    score: float
    box: Box | None
    doubt: str = ""
    others: tuple[object, ...] = ()

    @property
    def sure(self) -> bool:
        return not self.doubt


@dataclass(frozen=True)
class PlateReading:
    """What a plate says: the kinds that it may be of, and the facts as one of them."""

    kind: str
    kinds: tuple[KindFound, ...]
    fields: tuple[PlateField, ...]
    left: tuple[str, ...]

    @property
    def facts(self) -> dict[str, object]:
        """Every value that was read, sure or not."""
        return {one.field: one.value for one in self.fields if one.value is not None}

    def of(self, name: str) -> PlateField | None:
        """The fact of that field, if the plate has it."""
        return next((one for one in self.fields if one.field == name), None)


def read_plate(
    lines: Sequence[Line], library: Library, today: date, kind: str | None = None
) -> PlateReading:
    """The facts of a plate as a device of `kind`, or of the kind that the plate itself tells."""
    kinds = tuple(library.kinds.values())
    paired = pair(placed(lines), labels_of(library))
    found = recognise(paired, kinds)
    chosen = kind or (found[0].kind if found and found[0].certain else "")
    if not chosen:
        return PlateReading("", found, (), tuple(line.text for line in lines))
    fields = _Reader(library.kind(chosen), today).read(paired)
    used = {one.text for one in fields}
    left = tuple(line.text for line in paired.rest if line.text not in used)
    return PlateReading(chosen, found, fields, left)


class _Reader:
    """Reads the pairs of a plate as facts of one kind."""

    def __init__(self, kind: Kind, today: date) -> None:
        self._kind = kind
        self._today = today

    def read(self, paired: Paired) -> tuple[PlateField, ...]:
        """The facts, in the order of the kind's fields."""
        matched = [(match, one) for one in paired.pairs if (match := self._match(one))]
        found: dict[str, PlateField] = {}
        for match, one in sorted(matched, key=lambda each: each[0].rank):
            read = self._field(match, one)
            known = found.get(read.field)
            if known is None or (known.value is None and read.value is not None):
                found[read.field] = read
            elif read.value is not None and read.value != known.value and not known.doubt:
                found[read.field] = _doubted(known, TWICE, (read.value,))
        self._beside(paired, found)
        self._agree(found)
        order = {each.id: place for place, each in enumerate(self._kind.fields)}
        return tuple(sorted(found.values(), key=lambda one: order[one.field]))

    def _match(self, one: Pair) -> HeadingMatch | None:
        match = match_heading(one.label, self._kind, self._kind.words)
        if match is None or self._kind.field(match.field).type == "yesno":
            return None
        if match.field in BESIDE_FACTS:
            return None  # whose and where it is, the person says who uploads it
        return match

    def _field(self, match: HeadingMatch, one: Pair) -> PlateField:
        field = self._kind.field(match.field)
        column = Column(field, match.unit, self._kind.words, self._today, kind=self._kind)
        reader = reader_of(column)
        text = one.value.strip(" :：.·;；,，")
        if field.id == "model":
            return self._model(one, text)
        code = self._code(field.id, text)
        if code is not None:
            value, doubt, others = code
            doubt = doubt or self._doubt("", "", one)
            return PlateField(field.id, value, text, one.score, one.box, doubt, others)
        reading = reader(text)
        if _understood(reading):
            doubt = self._doubt(field.id, text, one)
            return PlateField(field.id, reading.value, text, one.score, one.box, doubt)
        unit = _with_unit(text, field, self._kind)
        if unit and _understood(reader(unit)):
            return PlateField(field.id, reader(unit).value, text, one.score, one.box, REPAIRED)
        return _repaired(field.id, text, one, reader)

    def _code(self, name: str, text: str) -> tuple[str, str, tuple[str, ...]] | None:
        """A code that has a check digit or a form of its own, read by it."""
        match self._kind.words.codes.get(name):
            case "vin":
                return certificates.vin(text)
            case "plate":
                return certificates.plate_number(text)
            case "device_code":
                return certificates.device_code(text, self._kind.id)
            case _:
                return None

    def _doubt(self, name: str, text: str, one: Pair) -> str:
        if one.guessed:
            return GUESSED_LABEL
        is_code = self._kind.words.codes.get(name) in CODES
        if one.score < (SURE_CODE_SCORE if is_code else SURE_SCORE):
            return LOW_SCORE
        return DOUBTFUL if is_code and doubtful(text) else ""

    def _model(self, one: Pair, text: str) -> PlateField:
        grammar = self._kind.nameplate or self._kind.id
        if grammar not in nameplates.GRAMMARS:
            doubt = self._doubt("model", text, one) or (DOUBTFUL if doubtful(text) else "")
            return PlateField("model", text, text, one.score, one.box, doubt)
        others = better(text, lambda other: _understands(grammar, other))
        if others:
            one_way = len(others) == 1
            value, doubt = (others[0], REPAIRED) if one_way else (text, DOUBTFUL)
            rest = () if one_way else tuple(others[:MOST_OTHERS])
            return PlateField("model", value, text, one.score, one.box, doubt, rest)
        if _fits(grammar, text):
            return PlateField(
                "model", text, text, one.score, one.box, self._doubt("model", "", one)
            )
        others = one_case(repairs(text, lambda other: _fits(grammar, other)))
        if len(others) == 1:
            return PlateField("model", others[0], text, one.score, one.box, REPAIRED)
        if others:
            return PlateField(
                "model", text, text, one.score, one.box, DOUBTFUL, tuple(others[:MOST_OTHERS])
            )
        return PlateField("model", text, text, one.score, one.box, UNKNOWN_MODEL)

    def _beside(self, paired: Paired, found: dict[str, PlateField]) -> None:
        """Name and maker, which stand on a plate without a label."""
        title = title_of(paired, self._kind)
        if "name" not in found:
            found["name"] = (
                PlateField("name", self._kind.name_zh, "", 0.0, None, NOT_ON_PLATE)
                if title is None
                else PlateField(
                    "name",
                    title.text.strip(),
                    title.text,
                    title.line.score,
                    title.box,
                    LOW_SCORE if title.line.score < SURE_SCORE else "",
                )
            )
        if "manufacturer" not in found:
            for line in paired.rest:
                text = line.text.strip()
                if len(text) > 4 and text.endswith(plate_words().makers):
                    doubt = LOW_SCORE if line.line.score < SURE_CODE_SCORE else ""
                    found["manufacturer"] = PlateField(
                        "manufacturer", text, text, line.line.score, line.box, doubt
                    )
                    break

    def _agree(self, found: dict[str, PlateField]) -> None:
        """What the model name denies is not sure, nor is the model itself."""
        model = found.get("model")
        if model is None or not isinstance(model.value, str):
            return
        facts: Mapping[str, object] = {
            name: one.value for name, one in found.items() if one.value is not None
        }
        named = nameplates.read(self._kind.nameplate or self._kind.id, model.value)
        for against in nameplates.agree(self._kind.id, facts, named):
            one = found.get(against.field)
            if one is not None:
                found[one.field] = _doubted(one, DISAGREES, (against.name,))
                found["model"] = _doubted(found["model"], DISAGREES)


def _understands(grammar: str, text: str) -> int:
    """How much of a model name its grammar understands, 0 where it does not follow it."""
    if not _fits(grammar, text):
        return 0
    reading = nameplates.read(grammar, text)
    told = 2 * len(reading.read) + len(reading.inferred) + len(reading.traits)
    return max(1, 1 + told - len(reading.open))


def _fits(grammar: str, text: str) -> bool:
    """Whether a model name follows the grammar as it stands."""
    reading = nameplates.read(grammar, text)
    return not reading.empty and all(note.code != "ocr" for note in reading.notes)


def _understood(reading: Reading) -> bool:
    return reading.value is not None and (
        reading.fault is None or reading.fault.code not in NOT_READ
    )


def _repaired(name: str, text: str, one: Pair, read: Callable[[str], Reading]) -> PlateField:
    others = repairs(text, lambda other: _understood(read(other)))
    values = tuple(dict.fromkeys(read(other).value for other in others))
    if len(values) == 1:
        return PlateField(name, values[0], text, one.score, one.box, REPAIRED)
    return PlateField(name, None, text, one.score, one.box, UNREAD, values[:MOST_OTHERS])


def _with_unit(text: str, field: Field, kind: Kind) -> str:
    """A number whose unit lost its small figures (m²/h, m/h) with the one unit that it can be."""
    found = _NUMBER_AND_UNIT.fullmatch(text)
    if found is None or field.unit is None:
        return ""
    bare = _bare(found[2])
    spelled = {
        factor: unit
        for unit, factor in kind.words.units.get(field.unit, {}).items()
        if _bare(unit) == bare and bare
    }
    return found[1] + next(iter(spelled.values())) if len(spelled) == 1 else ""


def _bare(unit: str) -> str:
    return _SMALL_FIGURES.sub("", unit).lower()


def _doubted(one: PlateField, doubt: str, others: tuple[object, ...] = ()) -> PlateField:
    return PlateField(one.field, one.value, one.text, one.score, one.box, doubt, others)
