"""The words of every kind: complete, and of one mind with its fields."""

from __future__ import annotations

from decimal import Decimal

import pytest

import standards
from standards.words import fold

LIBRARY = standards.load()
KINDS = list(LIBRARY.kinds.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_field_of_a_kind_has_usual_synonyms(kind: standards.Kind) -> None:
    targets = [target.field for target in kind.words.headings.values()]
    for field in kind.fields:
        assert targets.count(field.id) >= 4, field.id


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_choice_is_understood_as_itself(kind: standards.Kind) -> None:
    words = kind.words
    for field in kind.fields:
        for choice in field.choices:
            assert words.choices[field.id][fold(choice)] == choice


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_ambiguous_and_implying_words_name_real_choices(kind: standards.Kind) -> None:
    words = kind.words
    for field_id, table in words.ambiguous.items():
        for word, options in table.items():
            assert set(options) <= set(kind.field(field_id).choices)
            assert word not in words.choices[field_id], word
    for field_id, said in words.implies.items():
        for word, implied in said.items():
            assert implied.value in (None, *kind.field(field_id).choices)
            assert words.choices.get(field_id, {}).get(word, implied.value) == implied.value, word
            for other, value in implied.others.items():
                assert not standards.check_facts(kind, {other: value}), other


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_unit_of_a_field_can_be_spelled(kind: standards.Kind) -> None:
    words = kind.words
    for field in kind.fields:
        if field.unit is not None:
            assert words.unit_factor(field, field.unit) == Decimal(1), field.id
