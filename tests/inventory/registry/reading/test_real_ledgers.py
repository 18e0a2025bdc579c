"""Ledgers as they come: which rows are devices, of which kind, what they say, what they mean."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import standards
from inventory.intake.assessing.files import assess_file
from inventory.registry.reading import read_file

LEDGERS = Path(__file__).resolve().parents[3] / "cases" / "ledgers"
FILES = json.loads((LEDGERS / "truth.json").read_text(encoding="utf-8"))["files"]
Lines = dict[tuple[str, int], list[dict[str, Any]]]


def lines_of(entry: dict[str, Any]) -> Lines:
    out = StringIO()
    assess_file(
        LEDGERS / entry["file"],
        kind=None,
        region=entry["region"],
        as_of=date.fromisoformat(entry["as_of"]),
        horizon=365,
        format="jsonl",
        out=out,
        progress=False,
        today=date.fromisoformat(entry["as_of"]),
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


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["file"])
def test_a_real_ledger_is_read_row_by_row(entry: dict[str, Any]) -> None:
    found = lines_of(entry)
    if "whole" in entry:
        assert (
            len([1 for lines in found.values() if "error" not in lines[0]])
            in (entry["whole"]["devices"])
        )
        return
    truths = {(row["sheet"], row["row"]): row for row in entry["rows"]}
    wrong = {at: said for at, row in truths.items() if (said := faults(row, found.get(at, [])))}
    assert wrong == {}
    devices = {at for at, lines in found.items() if "error" not in lines[0]}
    assert devices <= truths.keys()


def test_a_cell_of_a_hundred_thousand_characters_is_left_out_and_said(tmp_path: Path) -> None:
    book = tmp_path / "变压器.csv"
    long = "S7-315/10" * 12_000
    book.write_text(f"变压器型号,额定容量(kVA)\n{long},315\nS7-315/10,315\n", encoding="utf-8")
    library, today = standards.load(), date(2026, 11, 21)
    found = read_file(book, kind="transformer", library=library, today=today, enterprise="甲厂")
    (note,) = [item for item in found.notes if item.code == "overlong"]
    assert (note.count, note.rows) == (1, (2,))
