"""The words of reading: none is missing, none is left over, each gets what it names."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from inventory.core.messages import catalogue, sentences
from inventory.registry import reading

MODULES = sorted(Path(reading.__file__).parent.glob("*.py"))
TREES = {path.name: ast.parse(path.read_text("utf-8")) for path in MODULES}


def constants() -> set[str]:
    return {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def refusals() -> Iterator[tuple[str, set[str]]]:
    """Every `file_problem("code", …)` with the names of what it gives."""
    for tree in TREES.values():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "file_problem"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield str(node.args[0].value), {str(word.arg) for word in node.keywords}


@pytest.mark.parametrize(
    "key", [key for key in (*catalogue(), *sentences()) if key.startswith("reading_")]
)
def test_every_message_of_reading_is_used(key: str) -> None:
    assert key.partition(".")[2] in constants()


def test_a_refused_file_gives_every_value_that_its_message_names() -> None:
    for code, given in refusals():
        text = catalogue()[f"reading_file.{code}"]
        texts = (text.zh, text.en, text.remedy_zh, text.remedy_en)
        asked = {name for each in texts for _, name, _, _ in string.Formatter().parse(each) if name}
        assert asked == given, code


def test_no_message_names_an_argument_of_the_command_line() -> None:
    """The page shows them; the command line adds its arguments by itself (see hints)."""
    said = {
        key: [text.zh, text.en, text.remedy_zh, text.remedy_en]
        for key, text in catalogue().items()
        if key.startswith("reading_")
    }
    said |= {
        key: [text.zh, text.en] for key, text in sentences().items() if key.startswith("reading_")
    }
    assert {key for key, texts in said.items() if any("--" in text for text in texts)} == set()
