"""A finding that lacks a fact names the word of the file that was not understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from inventory.core.messages import Sentence, sentence
from inventory.intake.assessing.judging import Finding, Judged
from inventory.registry import reading

UNCLEAR = "ambiguous_choice"
LONGEST_SHOWN = 60


def with_words(device: Judged) -> Judged:
    """The judgement with, behind the message of every unknown, what stands in the cells it lacks:
    燃料一栏写的是“型煤渣”，未能识别.
    """
    if device.row.problems:
        return replace(device, findings=[_told(device.row, each) for each in device.findings])
    return device


def _told(row: reading.ReadRow, finding: Finding) -> Finding:
    if finding["outcome"] != "unknown":
        return finding
    words = list(_words(row, finding["missing"]))
    if not words:
        return finding
    zh = f"{finding['message']}{''.join(each.zh for each in words)}"
    en = " ".join((str(finding["message_en"]), *(each.en for each in words)))
    return {**finding, "message": zh, "message_en": en}


def _words(row: reading.ReadRow, missing: object) -> Iterator[Sentence]:
    for field in missing if isinstance(missing, list) else ():
        problem = row.problem_of(str(field))
        if problem is not None and problem.code in reading.NOT_READ and problem.value:
            key = "assessing.unclear" if problem.code == UNCLEAR else "assessing.unread"
            shown = problem.value[:LONGEST_SHOWN]
            yield sentence(key, heading=problem.heading or field, value=shown)
