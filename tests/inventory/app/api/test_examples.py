"""Every operation of the API's description has an example, and each fits its shape."""

from __future__ import annotations

import re
from typing import Any

import jsonschema_rs
import pytest
from flask import Flask

from inventory.app import examples


def as_json_schema(shape: Any) -> Any:
    """OpenAPI 3.0 says `nullable` where JSON Schema has a type of its own."""
    if isinstance(shape, list):
        return [as_json_schema(item) for item in shape]
    if not isinstance(shape, dict):
        return shape
    plain = {key: as_json_schema(item) for key, item in shape.items() if key != "nullable"}
    return {"anyOf": [plain, {"type": "null"}]} if shape.get("nullable") is True else plain


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_every_body_has_an_example_that_fits(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json or {}
    root = {"components": as_json_schema(document["components"])}
    wrong = []
    for path, operations in document["paths"].items():
        for content in examples.contents({"paths": {path: operations}}):
            assert "example" in content, path
            checker = jsonschema_rs.Draft7Validator({**root, **as_json_schema(content["schema"])})
            wrong += [
                f"{path}: {error.instance_path} {error.message[:150]}"
                for error in checker.iter_errors(content["example"])
            ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_operations_without_example_answer_no_json(app: Flask) -> None:
    """A file, a redirect or nothing at all."""
    document = app.test_client().get("/api/v1/openapi.json").json or {}
    bare = [
        f"{method} {path}"
        for path, operations in document["paths"].items()
        for method in operations
        if method in examples.METHODS
        and not list(examples.contents({"paths": {path: {method: operations[method]}}}))
    ]
    without = re.compile(
        r"^delete |pdf|xlsx|file|content|preview|workbook|export|labels|oidc|template"
        r"|logout|original|record\.zip"
    )
    left = [each for each in bare if not without.search(each)]
    assert not left, "\n".join(left)


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_an_import_that_is_only_accepted_is_shown_as_being_read(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json or {}
    answers = document["paths"]["/api/v1/imports"]["post"]["responses"]
    states = {
        status: answers[status]["content"]["application/json"]["example"]["status"]
        for status in ("201", "202")
    }
    assert states == {"201": "staged", "202": "reading"}


def patterns_in(node: Any) -> list[str]:
    if isinstance(node, list):
        return [found for item in node for found in patterns_in(item)]
    if not isinstance(node, dict):
        return []
    own = [node["pattern"]] if isinstance(node.get("pattern"), str) else []
    return own + [found for item in node.values() for found in patterns_in(item)]


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_patterns_are_those_of_every_language(app: Flask) -> None:
    """JSON Schema finds a pattern anywhere; \\Z is Python's alone."""
    found = patterns_in(app.test_client().get("/api/v1/openapi.json").json)
    assert len(found) > 10
    assert [each for each in found if not each.startswith("^") or r"\Z" in each] == []
    month = next(each for each in found if each.startswith("^(?:20"))
    assert re.search(month, "2026-11")
    assert not re.search(month, "am 2026-11-01")
