"""No field is ever called by its identifier, and no check speaks one language only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import marshmallow as ma
import pytest
from flask import Flask

from inventory.core import field_words
from inventory.core.errors import flatten
from inventory.core.messages import catalogue

CODE = Path(field_words.__file__).parents[1]
SOURCES = {path: path.read_text("utf-8") for path in sorted(CODE.rglob("*.py"))}


def _asked(spec: dict[str, Any]) -> Iterator[str]:
    """Every field that a request may have."""
    for path in spec["paths"].values():
        for way in path.values():
            if not isinstance(way, dict):
                continue
            for content in way.get("requestBody", {}).get("content", {}).values():
                yield from _inside(spec, content["schema"])
            yield from (it["name"] for it in way.get("parameters", ()) if it["in"] == "query")


def _inside(spec: dict[str, Any], schema: Any, above: tuple[str, ...] = ()) -> Iterator[str]:
    shape = schema.get("$ref", "")
    if shape in above:
        return
    if shape:
        schema, above = spec["components"]["schemas"][shape.rsplit("/", 1)[-1]], (*above, shape)
    for key, inner in schema.get("properties", {}).items():
        yield key
        yield from _inside(spec, inner, above)
    lists = (schema[key] for key in ("items",) if key in schema)
    for inner in (*lists, *schema.get("allOf", ()), *schema.get("anyOf", ())):
        yield from _inside(spec, inner, above)


def _told() -> Iterator[str]:
    """Every field that our own refusals name in so many words."""
    for source in SOURCES.values():
        yield from re.findall(r'"field": "(\w+)"', source)


def test_every_field_that_an_error_may_name_has_a_name(app: Flask) -> None:
    spec = app.test_client().get("/api/v1/openapi.json").json or {}
    fields = {*_asked(spec), *_told()}
    assert len(fields) > 200
    assert sorted(field for field in fields if field_words.name_of(field) is None) == []


def test_names_are_words_in_both_languages() -> None:
    for key, (zh, en) in field_words.names().items():
        assert re.search("[\u4e00-\u9fff]", zh), key
        assert en and not re.search("[\u4e00-\u9fff]", en), key


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("officers.0.name", "名称"),
        ("facts.rated_capacity_kva", "额定容量"),
        ("rule[transformer].in_force", "施行日期"),
        ("values.nothing_known", "内容"),
        ("nothing_known", None),
    ],
)
def test_a_path_is_called_by_the_nearest_name(path: str, name: str | None) -> None:
    found = field_words.name_of(path)
    assert (found and found[0]) == name


def _sentences() -> Iterator[str]:
    """What marshmallow says by itself, and what our shapes say."""
    kinds = (
        ma.fields.String,
        ma.fields.Integer,
        ma.fields.Float,
        ma.fields.Boolean,
        ma.fields.Date,
        ma.fields.DateTime,
        ma.fields.List,
        ma.fields.Nested,
        ma.fields.Dict,
    )
    for kind in kinds:
        for base in kind.__mro__:
            yield from getattr(base, "default_error_messages", {}).values()
    for source in SOURCES.values():
        yield from re.findall(r'ValidationError\(\s*f?"([^"]+)"', source)
        yield from re.findall(r'"message": "([^"]*[\u4e00-\u9fff][^"]*)"', source)
        yield from re.findall(r'(?:Regexp|OneOf|Range)\([^()]*error="([^"]+)"', source)


@pytest.mark.parametrize("sentence", sorted(set(_sentences())))
def test_every_check_speaks_both_languages(sentence: str) -> None:
    said = sentence.format_map(defaultdict(lambda: "7", obj_type="date", awareness="naive"))
    said = said.replace("naive date", "naive datetime")
    zh, en = field_words.both(said)
    assert re.search("[\u4e00-\u9fff]", zh)
    assert en and not re.search("[\u4e00-\u9fff]", en)


@pytest.mark.parametrize(
    ("check", "value", "zh"),
    [
        (ma.validate.Range(1, 9), 0, "应在 1 到 9 之间"),
        (ma.validate.Range(min=1), 0, "不能小于 1"),
        (ma.validate.Length(2, 4), "1", "长度应为 2 到 4"),
        (ma.validate.Length(max=1), "12", "最多 1 个"),
        (ma.validate.OneOf(["a", "b"]), "c", "不在可选的范围内"),
        (ma.validate.Email(), "x", "不是邮箱地址"),
    ],
)
def test_what_a_check_holds_is_told(check: Any, value: object, zh: str) -> None:
    with pytest.raises(ma.ValidationError) as refused:
        check(value)
    (detail,) = flatten({"on": refused.value.messages})
    assert detail["message"] == zh
    assert detail["message_en"]


# For those who run the service or write programs against it; no page shows them.
FOR_PROGRAMS = (
    "cli.",
    "backups.",
    "database.",
    "reading_file.",
    "accounts.settings_",
    "imports.bad_",
)


def test_no_sentence_holds_an_identifier() -> None:
    told = {
        key: text
        for key, text in catalogue().items()
        if not key.startswith(FOR_PROGRAMS)
        and re.search(r"[a-z]+_[a-z]+", re.sub(r"\{[^}]*\}", "", text.zh + text.remedy_zh))
    }
    assert told == {}
