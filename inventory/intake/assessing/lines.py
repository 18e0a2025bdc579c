"""The verdicts of a file for machines: a finding a line, as JSON or flat."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from inventory.core.spreadsheets import defused
from inventory.intake.assessing.judging import Judged
from inventory.registry import reading
from standards import FINDING_KEYS

ROW_KEYS = (
    "row",
    "sheet",
    "kind",
    "quantity",
    "name",
    "verdict",
    "incomplete",
    "facts",
    "read_from",
    "warnings",
)
WARNING_KEYS = (
    "field",
    "code",
    "heading",
    "value",
    "message",
    "message_en",
    "remedy",
    "remedy_en",
)
ERROR_KEYS = (
    "error_field",
    "error_heading",
    "error_value",
    "error_code",
    "error_message",
    "error_message_en",
    "error_remedy",
)


def _lines(
    rows: Sequence[reading.ReadRow], judged: Mapping[int, Judged]
) -> Iterator[dict[str, object]]:
    """One object a finding, in the order of the file; at least one for every row.

    Extra keys of a JSON line go first, so that they never hide a key of ours.
    """
    for position, row in enumerate(rows):
        device = judged.get(position)
        if device is None:
            yield from _error_lines(row)
            continue
        about = {
            **row.extra,
            **_about(row),
            "verdict": device.verdict,
            "incomplete": device.incomplete,
            "facts": row.used,
            "read_from": row.read_from,
            "warnings": [*map(_warning, row.problems), *_silent(row)],
        }
        nothing = dict.fromkeys(FINDING_KEYS)
        for finding in device.findings or [nothing]:
            yield {**about, **finding}


def _about(row: reading.ReadRow) -> dict[str, object]:
    return {
        "row": row.row,
        "sheet": row.sheet,
        "kind": row.kind or None,
        "quantity": row.quantity,
        "name": row.facts.get("name"),
    }


def _warning(problem: reading.Problem) -> dict[str, object]:
    return {key: getattr(problem, key) for key in WARNING_KEYS}


def _silent(row: reading.ReadRow) -> Iterator[dict[str, object]]:
    """Facts that a cell and the model name disagree on without an error (a refitted boiler)."""
    for field, named in row.disputed.items():
        if row.problem_of(field) is None:
            yield {
                "field": field,
                "code": "name_disagrees",
                "value": row.facts.get(field),
                "model": named,
            }


def _error_lines(row: reading.ReadRow) -> Iterator[dict[str, object]]:
    for problem in row.problems:
        if problem.severity == reading.ERROR:
            error = {
                key: getattr(problem, key)
                for key in (
                    "field",
                    "heading",
                    "value",
                    "code",
                    "message",
                    "message_en",
                    "remedy",
                    "remedy_en",
                )
            }
            yield {**row.extra, **_about(row), "error": error}


def write_jsonl(rows: Sequence[reading.ReadRow], judged: Mapping[int, Judged], out: TextIO) -> None:
    """One JSON object a line."""
    for line in _lines(rows, judged):
        out.write(json.dumps(line, ensure_ascii=False) + "\n")


def write_csv(rows: Sequence[reading.ReadRow], judged: Mapping[int, Judged], out: TextIO) -> None:
    """One table: columns of the row, of the finding, of the problem, then the file's own extras."""
    extra = list(dict.fromkeys(key for row in rows for key in row.extra))
    columns = list(dict.fromkeys((*ROW_KEYS, *FINDING_KEYS, *ERROR_KEYS, *extra)))
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for line in _lines(rows, judged):
        error = line.pop("error", None)
        if isinstance(error, dict):
            line.update({key: error[key.removeprefix("error_")] for key in ERROR_KEYS})
        writer.writerow({key: _csv_cell(value) for key, value in line.items()})


def _csv_cell(value: object) -> object:
    """A flat cell."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return defused(value)
