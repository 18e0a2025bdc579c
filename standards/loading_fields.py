"""The fields of a kind of equipment, from its file."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from standards.kinds import FIELD_TYPES, Field
from standards.loading_choices import ChoiceWords, in_english, read_own_words
from standards.loading_units import Units
from standards.strict import Entry


def _read_field(entry: Entry, units: Units, words: ChoiceWords) -> Field:
    choices = entry.texts("choices")
    own = read_own_words(entry, choices)
    result = Field(
        id=entry.text("id"),
        heading_zh=entry.text("heading_zh"),
        heading_en=entry.text("heading_en"),
        type=entry.choice("type", FIELD_TYPES),
        unit=entry.text_or_none("unit"),
        required=entry.flag("required"),
        choices=choices,
        note=entry.text_or_none("note") or "",
        minimum=entry.number_or_none("minimum"),
        maximum=entry.number_or_none("maximum"),
        positive=entry.flag("positive"),
        labels=entry.texts("labels"),
        region_table=entry.text_or_none("region_table"),
        holds_for=entry.texts("holds_for"),
        broader=_read_broader(entry, choices),
    )
    entry.finish()
    if result.region_table is not None and (result.type != "yesno" or result.required):
        raise entry.fail(
            "region_table", "只用于非必填的是否字段", "goes with an optional yes or no only"
        )
    if result.labels and len(result.labels) != len(result.choices):
        raise entry.fail("labels", "须与 choices 一一对应", "must be one for each of choices")
    if result.unit is not None and result.unit not in units:
        raise entry.fail("unit", f"未知单位“{result.unit}”", f"unknown unit {result.unit!r}")
    if (result.type == "choice") != bool(result.choices):
        raise entry.fail(
            "choices", "选项只用于 choice 类型，且不能为空", "go with type choice, and only there"
        )
    low, high = result.minimum, result.maximum
    if low is not None and high is not None and low >= high:
        raise entry.fail("maximum", "须大于 minimum", "must be above minimum")
    return in_english(result, own, words)


def _read_broader(entry: Entry, choices: Collection[str]) -> dict[str, tuple[str, ...]]:
    """A choice → the choices that it may mean; all are choices of the field, and none is broad."""
    table = entry.entry("broader")
    if table is None:
        return {}
    broader = {word: table.texts(word, required=True) for word in table.names()}
    table.finish()
    exact = set(choices) - set(broader)
    for word, options in broader.items():
        if word not in choices or not set(options) <= exact:
            raise entry.fail(
                f"broader.{word}",
                "须为该字段的选项",
                "must be choices of the field",
                "choice",
                word,
            )
    return broader


def read_fields(entry: Entry, units: Units, words: ChoiceWords) -> list[Field]:
    """``[[field]]`` in the order of the file; raises LibraryError for an id that is there twice."""
    fields: list[Field] = []
    for sub in entry.entries("field"):
        found = _read_field(sub, units, words)
        if any(found.id == other.id for other in fields):
            raise sub.fail("id", f"字段“{found.id}”重复", f"field {found.id!r} is there twice")
        fields.append(found)
    return fields


def known_fields(
    entry: Entry,
    key: str,
    ids: Collection[str],
    fields: Mapping[str, Field],
    types: Collection[str],
) -> None:
    for field_id in ids:
        if field_id not in fields:
            raise entry.fail(
                key, f"没有字段“{field_id}”", f"there is no field {field_id!r}", "field", field_id
            )
        if fields[field_id].type not in types:
            raise entry.fail(
                key,
                f"“{field_id}”的类型须为 {'、'.join(types)}",
                f"the type of {field_id!r} must be {' or '.join(types)}",
                "type",
                field_id,
            )


def check_holding(entry: Entry, fields: Mapping[str, Field]) -> None:
    """``holds_for`` names a choice field of the kind, then choices of it."""
    for found in fields.values():
        if not found.holds_for:
            continue
        name, *choices = found.holds_for
        key = f"field[{found.id}].holds_for"
        known_fields(entry, key, (name,), fields, ("choice",))
        if not choices or not set(choices) <= set(fields[name].choices):
            raise entry.fail(
                key, f"须为“{name}”的选项", f"must be choices of {name!r}", "choice", choices
            )
