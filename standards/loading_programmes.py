"""Factors, ways of saving and subsidy programmes, read as strictly as the rules."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from standards.kinds import Kind
from standards.model import Document, Rule
from standards.outcomes import CERTAINTIES
from standards.potential import (
    Amount,
    Asked,
    Condition,
    Programme,
)
from standards.strict import Entry, read_toml
from standards.subsidy_operators import OPERATORS


def known_field(entry: Entry, key: str, name: str, kind: Kind) -> str:
    if not kind.has(name):
        raise entry.fail(key, f"{kind.name_zh}没有字段“{name}”", f"{kind.id} has no field {name!r}")
    return name


def load_programmes(
    root: Path,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rules: Collection[Rule],
) -> tuple[Programme, ...]:
    """Every subsidy programme, by file and in the file's order.

    Raises: LibraryError naming file and key.
    """
    found: dict[str, Programme] = {}
    for path in sorted((root / "programmes").glob("*.toml")):
        if path.name == "documents.toml":
            continue
        top = read_toml(path, root)
        for entry in top.entries("programme"):
            programme = _programme(entry, documents, kinds, {r.id: r for r in rules})
            if programme.id in found:
                raise entry.fail("id", "项目重复", "this programme is there twice")
            found[programme.id] = programme
        top.finish()
    return tuple(found.values())


def _programme(
    entry: Entry,
    documents: Mapping[str, Document],
    kinds: Mapping[str, Kind],
    rules: Mapping[str, Rule],
) -> Programme:
    names, document, region = entry.texts("kinds"), entry.text("document"), entry.text("region")
    for name in names:
        if name not in kinds:
            raise entry.fail("kinds", f"没有设备类别“{name}”", f"there is no kind {name!r}")
    if not names:
        raise entry.fail("kinds", "不能为空", "must not be empty")
    if document not in documents:
        raise entry.fail("document", f"没有文件“{document}”", f"there is no document {document!r}")
    if region != "全国" and (len(region) != 6 or not region.isdigit()):
        raise entry.fail("region", "须为6位行政区划代码或全国", "must be six digits or 全国")
    asked = [kinds[name] for name in names]
    programme = Programme(
        id=entry.text("id"),
        kinds=names,
        title_zh=entry.text("title_zh"),
        title_en=entry.text("title_en"),
        document=document,
        region=None if region == "全国" else region,
        valid_from=entry.day("from"),
        valid_to=entry.day_or_none("to"),
        window_certainty=entry.choice("window_certainty", CERTAINTIES, "single"),
        conditions=_conditions(entry, asked, rules),
        asked=tuple(_asked(sub) for sub in entry.entries("asked", "en")),
        amounts=tuple(_amount(sub, asked, rules) for sub in entry.entries("amount", "item_en")),
        group=entry.text_or_none("group") or "",
        stacking_zh=entry.text_or_none("stacking_zh") or "",
        stacking_en=entry.text_or_none("stacking_en") or "",
        certainty=entry.choice("certainty", CERTAINTIES),
        source=entry.text("source"),
        note=entry.text_or_none("note") or "",
        file=entry.file,
    )
    entry.finish()
    if programme.valid_to is not None and programme.valid_to < programme.valid_from:
        raise entry.fail("to", "早于 from", "is before from")
    return programme


def _asked(entry: Entry) -> Asked:
    asked = Asked(entry.text("zh"), entry.text("en"))
    entry.finish()
    return asked


def _amount(entry: Entry, kinds: list[Kind], rules: Mapping[str, Rule]) -> Amount:
    amount = Amount(
        item_zh=entry.text("item_zh"),
        item_en=entry.text("item_en"),
        value=entry.number("value"),
        unit=entry.text("unit"),
        conditions=_conditions(entry, kinds, rules),
        part=entry.text_or_none("part") or "",
        choice=entry.flag("choice"),
        certainty=entry.choice("certainty", CERTAINTIES),
    )
    entry.finish()
    if amount.value <= 0:
        raise entry.fail("value", "须大于0", "must be above 0")
    return amount


def _conditions(
    entry: Entry, kinds: list[Kind], rules: Mapping[str, Rule]
) -> tuple[Condition, ...]:
    return tuple(_condition(sub, kinds, rules) for sub in entry.entries("condition", "en"))


def _condition(entry: Entry, kinds: list[Kind], rules: Mapping[str, Rule]) -> Condition:
    name = entry.choice("op", OPERATORS)
    operator = OPERATORS[name]
    fields, rule = entry.texts("fields"), entry.text_or_none("rule")
    for kind in kinds:
        for field_id in fields:
            known_field(entry, "fields", field_id, kind)
            if kind.field(field_id).type not in operator.types:
                raise entry.fail(
                    "fields",
                    f"“{field_id}”的类型不能用于 {name}",
                    f"{field_id!r} has no type that {name} compares",
                )
    if operator.by_rule != (rule is not None) or operator.by_rule == bool(fields):
        raise entry.fail("fields", f"与 {name} 不符", f"does not go with {name}")
    if rule is not None and (rule not in rules or any(rules[rule].kind != k.id for k in kinds)):
        raise entry.fail("rule", f"没有规则“{rule}”", f"there is no rule {rule!r}")
    value = _value(entry, operator.value)
    words = value if isinstance(value, tuple) else (value,)
    for kind in kinds:
        choices = [kind.field(f).choices for f in fields if kind.field(f).type == "choice"]
        if any(word not in known for known in choices for word in words):
            raise entry.fail("value", f"没有选项 {value!r}", f"no such choice: {value!r}")
    condition = Condition(name, fields, value, entry.text("zh"), entry.text("en"), rule)
    entry.finish()
    return condition


def _value(entry: Entry, kind: str) -> bool | float | str | date | tuple[str, ...]:
    if kind == "number":
        return entry.number("value")
    if kind == "words":
        return entry.texts("value")
    if kind == "word":
        return entry.text("value")
    if kind == "day":
        return entry.day("value")
    return entry.flag("value")
