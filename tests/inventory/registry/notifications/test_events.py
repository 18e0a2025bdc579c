"""The wording of every event, in both languages, beside what it was: a change shows as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inventory.core.access import Role
from inventory.registry.notifications.events import Item, events, link, worded

KEPT = Path(__file__).parent / "wordings.json"


def shown(name: str) -> dict[str, object]:
    event = events()[name]
    one, two = [Item(event.params, 1, 7)], [Item(event.params, 1, 7), Item(event.params, 2, 8)]
    return {
        "version": event.version,
        **{
            language: {
                "label": getattr(event.label, language),
                "one": list(vars(worded(event, one, language)).values()),
                "several": list(vars(worded(event, two, language)).values()),
            }
            for language in ("zh", "en")
        },
        "opens": [link(event, one), link(event, two)],
    }


@pytest.mark.parametrize("name", events())
def test_the_wording_is_the_one_that_is_kept(name: str) -> None:
    """A new wording gets a new version, and both go into the file."""
    kept = json.loads(KEPT.read_text("utf-8"))
    assert {name: shown(name)} == {name: kept.get(name)}
    assert kept.keys() == events().keys()


@pytest.mark.parametrize("name", events())
def test_a_wording_lacks_nothing(name: str) -> None:
    event = events()[name]
    for language in ("zh", "en"):
        for words in (worded(event, [Item(event.params)], language),):
            assert words.title and words.body and "{" not in words.title + words.body
    chinese = worded(event, [Item(event.params)], "zh")
    assert any("一" <= char <= "鿿" for char in chinese.title)


def test_everybody_has_something_to_choose() -> None:
    for role in Role:
        if role is not Role.AUDITOR:
            assert len([event for event in events().values() if role in event.roles]) > 2


def test_one_thing_is_told_as_one() -> None:
    """No English title counts "1 cases"."""
    titles = {
        name: worded(event, [Item(event.params)], "en").title for name, event in events().items()
    }
    assert {name for name, title in titles.items() if "1 " in title} <= {
        "digest_daily",
        "digest_weekly",
    }, titles
