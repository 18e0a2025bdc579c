"""A finding that lacks a fact names the word of the file that was not understood."""

from __future__ import annotations

from dataclasses import replace

from inventory.intake.assessing.judging import Judged
from inventory.judgement.assessments import unread
from inventory.judgement.assessments.unread import Word
from inventory.registry import reading

UNCLEAR = "ambiguous_choice"


def with_words(device: Judged) -> Judged:
    """The judgement with, behind the message of every unknown, what stands in the cells it lacks:
    燃料一栏写的是“型煤渣”，未能识别.
    """
    words = _words(device.row)
    if not words:
        return device
    return replace(device, findings=[unread.with_words(each, words) for each in device.findings])


def _words(row: reading.ReadRow) -> dict[str, Word]:
    """The words under the headings of the file."""
    found: dict[str, Word] = {}
    for problem in row.problems:
        if problem.field and problem.code in reading.NOT_READ and problem.value:
            heading = problem.heading or problem.field
            word = Word(heading, heading, problem.value, problem.code == UNCLEAR)
            found.setdefault(problem.field, word)
    return found
