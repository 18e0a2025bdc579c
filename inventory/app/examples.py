"""An example of every JSON body in the description of the API, made from its shapes.

A shape's own `example` comes first, then what a field of this name holds, then what its type, its
limits and its choices allow. Tests hold each example against its shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

JSON = "application/json"
METHODS = frozenset({"get", "post", "put", "patch", "delete"})
DEEPEST = 6
ACCEPTED = "202"
# States of what was accepted and is not done.
UNDER_WAY = ("reading", "queued")
# What a field of this name holds; left aside where its shape does not take it.
GIVEN: Mapping[str, Any] = {
    "kind": "transformer",
    "region": "440704",
    "enterprise": "江海区示例纺织厂",
    "name": "江海区示例纺织厂",
    "model": "S7-315/10",
    "version": 1,
    "facts": {"model": "S7-315/10", "rated_capacity_kva": 315},
    "verdict": "violation",
    "reason": "核对铭牌",
    "uscc": "91440704MA0000000X",
    "username": "inspector",
    "next": None,
    "key": "00000000-0000-4000-8000-000000000001",
    "month": "2026-11",
    "seed": "lot-2026-11",
    "mail": "office@example.org",
    "phone": "0750-0000000",
    "quiet_from": "22:00",
    "quiet_to": "07:00",
}
FORMATS = {
    "date": "2026-11-29",
    "date-time": "2026-11-29T08:00:00+08:00",
    "uuid": "00000000-0000-4000-8000-000000000001",
    "email": "office@example.org",
    "uri": "https://ledger.example/",
    "url": "https://ledger.example/",
}
TYPES = {
    "string": str,
    "integer": int,
    "object": dict,
    "array": list,
    "boolean": bool,
    "number": int | float,
}


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """The description with an `example` beside each shape of a JSON body."""
    schemas = document.get("components", {}).get("schemas", {})
    for status, content in _bodies(document):
        if "schema" in content and not {"example", "examples"} & content.keys():
            content["example"] = example(content["schema"], schemas)
            if status == ACCEPTED:
                _under_way(content, schemas)
    return document


def contents(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The JSON bodies of all operations: what is sent, and what is answered on success."""
    return (content for _status, content in _bodies(document))


def _bodies(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The same, each with its status; blank for what is sent."""
    for operations in document["paths"].values():
        for method, operation in operations.items():
            if method in METHODS:
                answers = operation.get("responses", {}).items()
                bodies = [("", operation.get("requestBody", {}))]
                bodies += [(str(status), answer) for status, answer in answers]
                for status, body in bodies:
                    if JSON in _kinds(body) and (not status or status.startswith("2")):
                        yield status, body["content"][JSON]


def _under_way(content: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    """What was only accepted is not done yet: the state in its example says so."""
    shape = content["schema"]
    while "$ref" in shape:
        shape = schemas[shape["$ref"].rsplit("/", 1)[1]]
    states = shape.get("properties", {}).get("status", {}).get("enum", ())
    state = next((each for each in UNDER_WAY if each in states), None)
    if state is not None and isinstance(content["example"], dict):
        content["example"]["status"] = state


def _kinds(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = body.get("content", {})
    return found


def example(
    schema: Mapping[str, Any], schemas: Mapping[str, Any], name: str = "", depth: int = 0
) -> Any:
    """A value of this shape."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rsplit("/", 1)[1]]
    for several in ("allOf", "anyOf", "oneOf"):
        if several in schema:
            return example(schema[several][0], schemas, name, depth)
    if "example" in schema:
        return schema["example"]
    if schema.get("enum"):
        return schema["enum"][0]
    sort = schema.get("type", "object" if "properties" in schema else "")
    if name in GIVEN and _takes(schema, sort, GIVEN[name]):
        return GIVEN[name]
    if sort == "object":
        return _object(schema, schemas, depth)
    if sort == "array":
        inner = [example(schema.get("items", {}), schemas, name, depth + 1)]
        return inner * max(1, schema.get("minItems", 1)) if depth < DEEPEST else []
    return _plain(schema, sort)


def _object(schema: Mapping[str, Any], schemas: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """All properties; deep inside, those that must be there."""
    required = set(schema.get("required", ()))
    return {
        key: example(inner, schemas, key, depth + 1)
        for key, inner in schema.get("properties", {}).items()
        if depth < DEEPEST or key in required
    }


def _takes(schema: Mapping[str, Any], sort: str, value: Any) -> bool:
    if value is None:
        return bool(schema.get("nullable"))
    if not isinstance(value, TYPES.get(sort, ())) or "properties" in schema or "format" in schema:
        return False
    if not isinstance(value, str):
        return True
    fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 1_000)
    return fits and re.match(schema.get("pattern", ""), value) is not None


def _plain(schema: Mapping[str, Any], sort: str) -> Any:
    if sort in {"integer", "number"}:
        return max(schema.get("minimum", 1), min(1, schema.get("maximum", 1)))
    if sort == "boolean":
        return False
    if sort != "string":
        return None if schema.get("nullable") else {}
    text = FORMATS.get(schema.get("format", ""), "…")
    return text if len(text) >= schema.get("minLength", 0) else "x" * schema["minLength"]
