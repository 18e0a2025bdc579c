"""Every operation of the API with other people's ids: in its address, its body, its query.

Bodies are made from the OpenAPI document. Each request is rolled back; what it would have left is
compared row by row, over every table, with what stood before.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from flask import Flask
from pypdf import PdfReader

from inventory.core.database import db

Row = tuple[str, int]
PARAMETER = re.compile(r"\{(\w+)\}")
DATE = "2026-11-21"
# Names in the standards library, the same for everybody.
LIBRARY_IDS = {
    "kind_id": "boiler",
    "rule_id": "boiler.none",
    "field": "rated_capacity_kva",
    "table_id": "none",
    "plan_region": "140522",
    "statement_id": "140522.0.t4",
    "plan_list": "140522.L1",
    "package_id": "999",
    "mark_id": "999",
    "schedule_id": "nightly",
    "setting_id": "HUANXIN_HORIZON_DAYS",
    "digest": "0123456789abcdef",
    "number": "999",
}
# What a property of a body or a filter that is no id is filled with.
GIVEN = {
    "kind": "transformer",
    "kinds": ["transformer"],
    "version": 1,
    "facts": {},
    "on": DATE,
    "key": "00000000-0000-4000-8000-000000000001",
}


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: str = ""
    body: Any = None


@dataclass(frozen=True)
class Operations:
    """The operations of a document, and calls of them."""

    document: Mapping[str, Any]

    def calls(self, own: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Call]:
        """Each operation with the other's ids: in the address and the body; with one's own
        address in the body alone; in each filter.
        """
        for path, operations in self.document["paths"].items():
            for method, operation in operations.items():
                if method in {"get", "post", "put", "patch", "delete"}:
                    yield from self._of(method.upper(), path, operation, own, other)

    def _of(
        self, method: str, path: str, operation: Mapping[str, Any], own: Any, other: Any
    ) -> Iterator[Call]:
        filled = {name: address(path, {**LIBRARY_IDS, **ids}) for name, ids in
                  (("own", own), ("other", other))}  # fmt: skip
        for full in (True, False):
            body = self._body(operation, other, full)
            yield Call(method, filled["other"], "", body)
            if body is None:
                break
            if filled["own"] != filled["other"]:
                yield Call(method, filled["own"], "", body)
        for item in operation.get("parameters", []):
            value = of_name(item["name"], other) if item.get("in") == "query" else None
            if value is not None:
                yield Call(method, filled["own"], f"{item['name']}={value}")

    def _body(self, operation: Mapping[str, Any], ids: Mapping[str, Any], full: bool) -> Any:
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            return None
        return self.example(content["application/json"]["schema"], "", ids, full)

    def example(self, schema: Mapping[str, Any], name: str, ids: Any, full: bool) -> Any:
        """A value of a shape; `full` with the optional properties too."""
        while "$ref" in schema:
            schema = self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        for several in ("allOf", "anyOf", "oneOf"):
            if several in schema:
                return self.example(schema[several][0], name, ids, full)
        if name in GIVEN:
            return GIVEN[name]
        sort = schema.get("type", "object")
        sort = sort[0] if isinstance(sort, list) else sort
        value = of_name(name, ids)
        if value is not None and sort not in {"object", "array", "boolean"}:
            return value
        if "properties" in schema or sort == "object":
            wanted = set(schema.get("required", ()))
            return {
                key: self.example(item, key, ids, full)
                for key, item in schema.get("properties", {}).items()
                if (full or key in wanted or (key != "user_id" and of_name(key, ids) is not None))
                and not item.get("readOnly")
            }
        if sort == "array":
            return [self.example(schema.get("items", {}), name.removesuffix("s"), ids, full)]
        return plain(schema, sort)


def plain(schema: Mapping[str, Any], sort: str) -> Any:
    if schema.get("enum"):
        return schema["enum"][0]
    if sort in {"integer", "number"}:
        return schema.get("minimum", 1) or 1
    if sort == "boolean":
        return False  # most say that nothing is to be done but shown
    texts = {
        "date": DATE,
        "date-time": f"{DATE}T08:00:00+08:00",
        "uuid": "0" * 8 + "-0000-4000-8000-" + "0" * 12,
    }
    return texts.get(schema.get("format", ""), "x" * max(1, schema.get("minLength", 1)))


def of_name(name: str, ids: Mapping[str, Any]) -> Any:
    """The id that a property or filter of this name asks for; None for another sort of name."""
    if name in {"id", "ids"}:
        return ids["alert_id"]
    alone = {"equipment": "equipment_id", "device": "equipment_id", "enterprise": "enterprise_id",
             "case": "enforcement_case_id", "officer": "user_id", "assignee": "user_id",
             "enterprise_ids": "enterprise_id", "equipment_ids": "equipment_id"}  # fmt: skip
    return ids.get(alone.get(name, name))


def address(path: str, ids: Mapping[str, Any]) -> str:
    return PARAMETER.sub(lambda found: str(ids.get(found[1], 999)), path)


def text(response: Any) -> str:
    """Every byte of an answer: status, headers, body; of a PDF or workbook what is inside, too."""
    parts = [response.status, str(response.headers), unquote(str(response.headers))]
    return "\n".join([*parts, inside(response.get_data())])


def inside(body: bytes) -> str:
    """What a file says, packed or not."""
    parts = [body.decode("utf-8", "replace")]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            parts += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    if body[:5] == b"%PDF-":
        parts += [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    return "\n".join(parts)


def counts_more(answer: Any) -> bool:
    """Whether a list that fits on its first page says that there is more of it."""
    if not isinstance(answer, dict) or not {"items", "total"} <= answer.keys():
        return False
    return len(answer["items"]) < min(answer["total"], 20)


class Rows:
    """Every row of every table, as a hash of its columns."""

    @cached_property
    def tables(self) -> list[str]:
        # Indexes of text are virtual tables, and lie in shadow tables; some of those have no rowid.
        made = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        names = [row[0] for row in db.execute_sql(made).fetchall()]
        return [name for name in names if not name.startswith("sqlite_")]

    def now(self) -> dict[Row, int]:
        return {
            (table, row[0]): hash(row)
            for table in self.tables
            for row in db.execute_sql(f'SELECT rowid, * FROM "{table}"').fetchall()
        }


def touched(before: Mapping[Row, int], after: Mapping[Row, int]) -> dict[Row, str]:
    """What became of rows: changed, deleted, new."""
    found = {key: "changed" for key in before.keys() & after.keys() if before[key] != after[key]}
    found.update(dict.fromkeys(before.keys() - after.keys(), "deleted"))
    found.update(dict.fromkeys(after.keys() - before.keys(), "new"))
    return found


@dataclass(frozen=True)
class Crossing:
    """Somebody who calls everything with somebody else's ids."""

    app: Flask
    secret: str
    own: Mapping[str, Any]
    other: Mapping[str, Any]
    words: tuple[str, ...]
    """What gives the other away."""
    guarded: Callable[[Row, str], bool]
    """Whether this must not become of this row."""
    wanted: str = ""
    """A pattern of the addresses to call; blank for all."""

    def leaks(self) -> list[str]:
        """What got through: answers that show the other, rows that would have been changed."""
        document = self.app.test_client().get("/api/v1/openapi.json").get_json()
        before = Rows().now()
        found = []
        for call in Operations(document).calls(self.own, self.other):
            if re.search(self.wanted, call.path) and "logout" not in call.path:
                found += [f"{call.method} {call.path}?{call.query} {call.body}: {leak}"
                          for leak in self._tried(call, before)]  # fmt: skip
        return found

    def _tried(self, call: Call, before: Mapping[Row, int]) -> list[str]:
        connection = db.connection()
        with db.atomic() as transaction:
            changes = connection.total_changes
            response = self.app.test_client().open(
                call.path, method=call.method, query_string=call.query, json=call.body,
                headers={"Authorization": f"Bearer {self.secret}"},
            )  # fmt: skip
            shown = text(response)
            leaks = [f"shows {word}" for word in self.words if word in shown]
            if counts_more(response.get_json(silent=True)):
                leaks.append("counts more than it lists")
            if response.status_code >= 500:
                leaks.append(response.status)
            noted = response.status_code == 403  # the note of the refusal is one change
            if connection.total_changes - changes > noted:
                after = Rows().now()
                leaks += [f"{what} {row}" for row, what in touched(before, after).items()
                          if self.guarded(row, what)]  # fmt: skip
            transaction.rollback()
        return leaks
