"""Kinds of equipment from ``library/kinds/*.toml``; ``common.toml`` leads every kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from standards.errors import LibraryError
from standards.facts import CONTRADICTIONS
from standards.kinds import FIELD_TYPES, Field, Kind, Printed, Turn
from standards.loading_choices import ChoiceWords, load_choice_words, refuse_untold
from standards.loading_fields import check_holding, known_fields, read_fields
from standards.loading_units import Units, load_units
from standards.loading_words import Said, read_said, words_of
from standards.model import Table
from standards.preparing import DERIVATIONS
from standards.strict import Entry, read_toml

# The keys of nameplates.GRAMMARS, whose code tables are read with the kinds at hand.
NAMEPLATES = (
    "boiler",
    "transformer",
    "motor",
    "pump",
    "fan",
    "compressor",
    "construction_machinery",
    "elevator",
    "truck",
    "vehicle",
)


def _known_names(entry: Entry, key: str, known: Collection[str]) -> tuple[str, ...]:
    names = entry.texts(key)
    for name in names:
        if name not in known:
            raise entry.fail(
                key,
                f"“{name}”不在可用值之内：{'、'.join(known)}",
                f"{name!r} is not one of {', '.join(known)}",
                "choice",
                name,
            )
    return names


def _identity(entry: Entry, fields: Mapping[str, Field]) -> tuple[tuple[str, ...], ...]:
    keys = entry.mapping_list("identity")
    for key in keys:
        known_fields(entry, "identity", key, fields, FIELD_TYPES)
    return keys


def _capacity(entry: Entry, fields: Mapping[str, Field]) -> str | None:
    name = entry.text_or_none("capacity")
    known_fields(entry, "capacity", () if name is None else (name,), fields, ("number", "integer"))
    return name


def _statistics(entry: Entry, fields: Mapping[str, Field]) -> tuple[str, ...]:
    names = entry.texts("statistics")
    known_fields(entry, "statistics", names, fields, ("choice",))
    return names


def _nameplate(entry: Entry) -> str | None:
    return entry.choice("nameplate", ("", *NAMEPLATES), "") or None


def _read_printed(
    entry: Entry, shared: Mapping[str, Any], fields: Mapping[str, Field]
) -> tuple[Printed, Mapping[str, Any]]:
    """``[document]``, and as it is written: what a kind does not say is as the common file says."""
    said = {**shared, **entry.mapping("document")}
    table = Entry(said, entry.file, entry.name("document"), (*entry.path, "document"))
    printed = Printed(
        counter=table.text("counter"),
        serial=table.texts("serial", required=True),
        serial_label=table.text("serial_label"),
        registration=table.texts("registration", required=True),
        registration_label=table.text("registration_label"),
    )
    for key, names in (("serial", printed.serial), ("registration", printed.registration)):
        known_fields(table, key, names, fields, ("text",))
    table.finish()
    return printed, said


@dataclass(frozen=True)
class _Common:
    """What ``common.toml`` says, how units are spelled, and choices in English."""

    units: Units
    english: ChoiceWords
    fields: tuple[Field, ...]
    printed: Mapping[str, Any]
    said: Said


def load_kinds(root: Path, base: Path | None = None) -> dict[str, Kind]:
    """The kinds of a folder, by id, in the order of their file names.

    ``base`` is another library's folder, where what all kinds share stands.
    Raises: LibraryError naming file and key.
    """
    shared = base or root
    units = load_units(shared)
    if shared != root and (root / "units.toml").exists():
        units = {**units, **load_units(root)}
    english = load_choice_words(shared)
    common = _read_common(read_toml(shared / "kinds" / "common.toml", shared), units, english)
    kinds: dict[str, Kind] = {}
    for path in sorted((root / "kinds").glob("*.toml")):
        if path.name == "common.toml":
            continue
        entry = read_toml(path, root)
        kind = _read_kind(entry, common)
        if kind.id != path.stem:
            raise entry.fail("id", f"须与文件名一致：{path.stem}", f"must be {path.stem!r}")
        if base is None:
            refuse_untold(entry, kind.fields)
        kinds[kind.id] = kind
    return kinds


def _read_common(entry: Entry, units: Units, english: ChoiceWords) -> _Common:
    fields = {f.id: f for f in read_fields(entry, units, english)}
    _, printed = _read_printed(entry, {}, fields)
    said = read_said(entry, fields)
    entry.finish()
    return _Common(units, english, tuple(fields.values()), printed, said)


def _refuse_untold_dates(entry: Entry, fields: Iterable[Field], future: Mapping[str, str]) -> None:
    """What a date ahead of today means is never guessed."""
    for field in fields:
        if field.type == "date" and field.id not in future:
            key = f"words.future.{field.id}"
            raise entry.fail(key, "须写明日期在将来时怎样读", "must say what a day ahead means")


def _read_turn(entry: Entry, fields: Mapping[str, Field]) -> Turn | None:
    """``[turns]``: which devices are really of another kind."""
    table = entry.entry("turns")
    if table is None:
        return None
    turn = Turn(
        kind=table.text("kind"),
        by=table.text("by"),
        values={str(k): str(v) for k, v in table.mapping("values").items()},
        renamed={str(k): str(v) for k, v in table.mapping("renamed").items()},
    )
    table.finish()
    known_fields(table, "by", (turn.by,), fields, ("choice",))
    known_fields(table, "renamed", turn.renamed, fields, FIELD_TYPES)
    for word in turn.values:
        if word not in fields[turn.by].choices:
            raise table.fail(
                "values", f"没有选项“{word}”", f"there is no choice {word!r}", "choice"
            )
    return turn


def refuse_lost_turns(kinds: Mapping[str, Kind]) -> None:
    """What devices turn into is a kind that has these fields and words.

    Raises: LibraryError naming the kind's file and key.
    """
    for kind in kinds.values():
        turn = kind.turns
        if turn is None:
            continue
        target = kinds.get(turn.kind)
        wanted = {turn.by, *turn.renamed.values()}
        lost = [n for n in sorted(wanted) if target is None or not target.has(n)]
        if target is not None and not lost:
            lost = sorted(set(turn.values.values()) - set(target.field(turn.by).choices))
        if lost:
            raise LibraryError(
                f"kinds/{kind.id}.toml",
                "turns",
                f"“{turn.kind}”没有“{lost[0]}”",
                f"{turn.kind!r} has no {lost[0]!r}",
                code="reference",
                value=lost[0],
            )


# Common fields that a kind may define in its own way.
OWN_WAY = frozenset({"quantity"})


def _read_kind(entry: Entry, common: _Common) -> Kind:
    own = read_fields(entry, common.units, common.english)
    shared = {f.id for f in common.fields} - OWN_WAY
    for found in own:
        if found.id in shared:
            raise entry.fail(f"field[{found.id}]", "与公共字段重复", "is a common field already")
    fields = {f.id: f for f in (*common.fields, *own)}
    check_holding(entry, fields)
    name_zh, name_en = entry.text("name_zh"), entry.text("name_en")
    said = read_said(entry, fields)
    _refuse_untold_dates(entry, fields.values(), {**common.said.future, **said.future})
    names = name_zh, name_en.lower()
    kind = Kind(
        id=entry.text("id"),
        name_zh=name_zh,
        name_en=name_en,
        department=entry.text("department"),
        department_en=entry.text("department_en"),
        fields=tuple(fields.values()),
        identity=_identity(entry, fields),
        # Left out would be a guess; a kind about which nobody may order anything says [].
        powers=entry.texts("powers", required=True),
        printed=_read_printed(entry, common.printed, fields)[0],
        words=words_of(names, fields.values(), common.said, said, common.units),
        capacity=_capacity(entry, fields),
        statistics=_statistics(entry, fields),
        derives=_known_names(entry, "derives", DERIVATIONS),
        contradictions=_known_names(entry, "contradictions", CONTRADICTIONS),
        nameplate=_nameplate(entry),
        turns=_read_turn(entry, fields),
        copies=entry.texts("copies"),
    )
    entry.finish()
    return kind


def refuse_lost_region_tables(kinds: Mapping[str, Kind], tables: Mapping[str, Table]) -> None:
    """A field that the region decides names a table of division codes.

    Raises: LibraryError naming the kind's file and the field.
    """
    for kind in kinds.values():
        for field in kind.fields:
            name = field.region_table
            if name is not None and (name not in tables or "code" not in tables[name].rows.columns):
                raise LibraryError(
                    f"kinds/{kind.id}.toml",
                    f"field[{field.id}].region_table",
                    f"没有区划代码表“{name}”",
                    f"there is no table of division codes {name!r}",
                    code="reference",
                    value=name,
                )
