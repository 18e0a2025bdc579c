"""Every refusal has its words and its remedy in both languages; the code gives what they ask."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest

from inventory.core.messages import catalogue, sentences
from inventory.enforcement.cases import machine
from inventory.enforcement.documents import model
from inventory.registry.disposals import service as disposals

ROOT = Path(__file__).resolve().parents[3]
MODULES = sorted((ROOT / "inventory").rglob("*.py"))
HAN = re.compile(r"[\u4e00-\u9fff]")
# Keys that are put together from a status, a name or the code of a fault.
COMPOSED = (
    "case_guards.",
    "http.",
    "accounts.no_account",
    "accounts.login_expired",
    "accounts.provider_refused",
    "reading_",
    "troubles.",
    "imports.import_",
)


def names(*texts: str) -> set[str]:
    return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def calls() -> list[tuple[Path, ast.Call]]:
    """Every `Error.of("key", …)` of the application."""
    return [
        (path, node)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "of"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and str(node.args[0].value).count(".") == 1
    ]


def quotas() -> set[str]:
    """The messages of every `Quota("key", …)`."""
    return {
        str(node.args[0].value)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Quota"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_message_has_four_texts(key: str) -> None:
    text = catalogue()[key]
    assert all((text.code, text.zh, text.en, text.remedy_zh, text.remedy_en))
    # A sentence that is nothing but another one's words cannot be judged here.
    assert HAN.search(text.zh) or text.zh.startswith("{")
    assert HAN.search(text.remedy_zh)
    assert not HAN.search(text.en)
    assert not HAN.search(text.remedy_en.replace("容量", ""))


def test_the_code_gives_every_value_that_a_message_names() -> None:
    wrong = []
    for path, node in calls():
        key = node.args[0].value  # type: ignore[attr-defined]
        text = catalogue().get(key)
        if text is None:
            wrong.append(f"{path.name}:{node.lineno}: no message {key}")
            continue
        given = {word.arg for word in node.keywords} - {"details", "as_code"}
        asked = names(text.zh, text.en, text.remedy_zh, text.remedy_en)
        if given != asked:
            wrong.append(f"{path.name}:{node.lineno}: {key} asks {asked}, gets {given}")
    assert wrong == []


def test_every_message_is_used() -> None:
    used = {str(node.args[0].value) for _, node in calls()}  # type: ignore[attr-defined]
    used |= quotas()
    assert {key for key in catalogue() if not key.startswith(COMPOSED)} - used == set()


def test_no_refusal_has_its_words_in_the_code() -> None:
    """Words of its own would have no English remedy, and nobody would find them."""
    classes = {"Invalid", "Conflict", "Forbidden", "NotFound", "TooMany", "Unavailable", "AppError"}
    classes |= {"Unauthenticated", "Full", "DatabaseTooNew"}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in classes
        and (node.args or node.keywords)
    ]
    assert found == []


@pytest.mark.parametrize("key", sorted(sentences()))
def test_every_sentence_of_a_story_is_told_in_both_languages(key: str) -> None:
    text = sentences()[key]
    assert HAN.search(text.zh)
    assert text.en and not HAN.search(text.en)
    assert names(text.zh) == names(text.en)


def test_what_a_story_names_by_id_has_english_words() -> None:
    assert set(model.TITLES_EN) == set(model.TITLES)
    assert set(disposals.WAYS_EN) == set(disposals.WAYS)
    told = [machine.STATES_EN.get(state, state) for state in machine.STATES]
    words = [*model.TITLES_EN.values(), *disposals.WAYS_EN.values(), *told]
    assert [word for word in words if "_" in word or HAN.search(word)] == []
