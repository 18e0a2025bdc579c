"""The vocabulary agrees with the library and with itself."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import standards
from inventory.registry.reading import vocabulary
from inventory.registry.reading.vocabulary import VocabularyError, fold, vocabulary_of

LIBRARY = standards.load()
KINDS = list(LIBRARY.kinds.values())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_field_of_a_kind_has_usual_synonyms(kind: standards.Kind) -> None:
    targets = [target.field for target in vocabulary_of(kind).headings.values()]
    for field in kind.fields:
        assert targets.count(field.id) >= 4, field.id


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_choice_is_understood_as_itself(kind: standards.Kind) -> None:
    words = vocabulary_of(kind)
    for field in kind.fields:
        for choice in field.choices:
            assert words.choices[field.id][fold(choice)] == choice


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_ambiguous_and_implying_words_name_real_choices(kind: standards.Kind) -> None:
    words = vocabulary_of(kind)
    for field_id, table in words.ambiguous.items():
        for word, options in table.items():
            assert set(options) <= set(kind.field(field_id).choices)
            assert word not in words.choices[field_id], word
    for field_id, said in words.implies.items():
        for word, implied in said.items():
            assert implied.value in kind.field(field_id).choices
            assert word not in words.choices[field_id], word
            for other, value in implied.others.items():
                field = kind.field(other)
                assert isinstance(value, bool) if field.type == "yesno" else value in field.choices


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_unit_of_a_field_can_be_spelled(kind: standards.Kind) -> None:
    words = vocabulary_of(kind)
    for field in kind.fields:
        if field.unit is not None:
            assert words.unit_factor(field, field.unit) == Decimal(1), field.id


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_date_says_whether_it_may_lie_ahead(kind: standards.Kind) -> None:
    words = vocabulary_of(kind)
    for field in kind.fields:
        if field.type == "date":
            assert words.future.get(field.id) in {"error", "note", "allowed"}, field.id


def test_yes_and_no_are_told_apart() -> None:
    words = vocabulary._read("common")
    assert not set(map(fold, words["yes"])) & set(map(fold, words["no"]))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[colours]\n", "colours"),
        ('[headings]\nwings = ["翼"]\n', "headings.wings"),
        ('[choices.fuel]\n"核能" = ["铀"]\n', "核能"),
        ('[choices.fuel]\n"油" = ["液"]\n"电" = ["液"]\n', "液"),
        ('[headings]\nfuel = ["某"]\nmodel = ["某"]\n', "某"),
    ],
)
def test_a_slip_in_a_vocabulary_file_is_refused_with_file_and_key(
    text: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("common", "units"):
        source = (vocabulary.FOLDER / f"{name}.toml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(source, encoding="utf-8")
    (tmp_path / "boiler.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(vocabulary, "FOLDER", tmp_path)
    with pytest.raises(VocabularyError, match=named) as caught:
        vocabulary_of.__wrapped__(LIBRARY.kinds["boiler"])
    assert "boiler.toml" in str(caught.value)
