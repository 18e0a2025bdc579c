"""Rows of a ledger held against a truth written by hand."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from inventory.intake.assessing.files import assess_file

Lines = dict[tuple[str, int], list[dict[str, Any]]]


def lines_of(path: Path, region: str, as_of: str) -> Lines:
    """What `assess` says of every row of a file."""
    out = StringIO()
    assess_file(
        path,
        kind=None,
        region=region,
        as_of=date.fromisoformat(as_of),
        horizon=365,
        format="jsonl",
        out=out,
        progress=False,
        today=date.fromisoformat(as_of),
    )
    found: Lines = defaultdict(list)
    for text in out.getvalue().splitlines():
        line = json.loads(text)
        found[line["sheet"], line["row"]].append(line)
    return found


def same(field: str, want: Any, got: Any) -> bool:
    if field.endswith("_on"):
        return str(got).startswith(want)
    if isinstance(want, str):
        return "".join(str(got).split()) == "".join(want.split())
    return bool(got == want)


def faults(truth: dict[str, Any], lines: list[dict[str, Any]]) -> list[str]:
    """What the lines of a row say otherwise than the truth that a person wrote down."""
    if truth.get("refused"):
        return [] if all("error" in line for line in lines) else ["not refused"]
    if truth.get("other"):
        taken = [x["kind"] for x in lines if "error" not in x and x["kind"] in truth["not_kind"]]
        return [f"taken for a {kind}" for kind in taken]
    if not lines or "error" in lines[0]:
        return ["no device"]
    first = lines[0]
    outcomes = {line["rule"]: line["outcome"] for line in lines}
    facts, warned = first["facts"], {item["field"] for item in first["warnings"]}
    return [
        *(["kind"] if first["kind"] != truth["kind"] else []),
        *(["quantity"] if truth.get("quantity", first["quantity"]) != first["quantity"] else []),
        *(f for f, want in truth.get("facts", {}).items() if not same(f, want, facts.get(f))),
        *(f for f in truth.get("absent", ()) if facts.get(f) not in (None, "")),
        *(f for f, bad in truth.get("not_facts", {}).items() if facts.get(f) in bad),
        *(r for r, want in truth.get("outcomes", {}).items() if outcomes.get(r) != want),
        *(["verdict"] if truth.get("verdict", first["verdict"]) != first["verdict"] else []),
        *(["verdict"] if first["verdict"] in truth.get("not_verdict", ()) else []),
        *(f for f in truth.get("warnings", ()) if f not in warned),
        *(f for f, src in truth.get("read_from", {}).items() if first["read_from"].get(f) != src),
    ]
