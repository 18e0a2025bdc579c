"""The sentence of a finding that cannot be told because record and model name disagree."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import polars as pl

from standards.doubts import DISPUTED
from standards.explaining_words import heading_of, shown
from standards.kinds import Kind
from standards.model import Message


def name_disputes(
    kind: Kind, title: Message, text: Message, found: pl.DataFrame, frame: pl.DataFrame
) -> pl.DataFrame:
    """Findings (public frame) that lack a disputed fact name both values and what to do."""
    if DISPUTED not in frame.columns:
        return found
    devices = frame[DISPUTED].gather(found["row"])
    said: list[str] = found["message"].to_list()
    said_en: list[str] = found["message_en"].to_list()
    changed = False
    for at, (disputed, missing) in enumerate(zip(devices, found["missing"], strict=True)):
        fields = [n for n in json.loads(disputed) if n in missing] if disputed else []
        if fields:
            record = frame.row(found["row"][at], named=True)
            other = [name for name in missing if name not in fields]
            zh, en = _worded(kind, record, json.loads(disputed), fields, other)
            said[at] = text.zh.replace("{title}", title.zh).replace("{disputes}", zh)
            said_en[at] = text.en.replace("{title}", title.en).replace("{disputes}", en)
            changed = True
    if not changed:
        return found
    return found.with_columns(
        message=pl.Series(said, dtype=pl.String), message_en=pl.Series(said_en, dtype=pl.String)
    )


def _worded(
    kind: Kind,
    record: Mapping[str, object],
    disputed: Mapping[str, object],
    fields: Sequence[str],
    other: Sequence[str],
) -> tuple[str, str]:
    zh, en, model = [], [], record.get("model")
    for name in fields:
        words = heading_of(kind, name)
        cell, plate = shown(kind, name, record.get(name)), shown(kind, name, disputed[name])
        zh.append(f"{words.zh}登记为{cell.zh}，型号“{model}”为{plate.zh}")
        en.append(f"{words.en} is {cell.en} on record and {plate.en} by the model {model}")
    if other:
        lacking = [heading_of(kind, name) for name in other]
        zh.append("另缺少" + "、".join(words.zh for words in lacking))
        en.append("also missing: " + ", ".join(words.en for words in lacking))
    return "；".join(zh), "; ".join(en)
