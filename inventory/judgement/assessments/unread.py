"""A finding that lacks a fact names the word of the ledger that was not understood: 燃料一栏写的是
“型煤渣”，未能识别.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from inventory.core.messages import Sentence, sentence
from standards import Finding, Kind
from standards.words import fold

LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Word:
    """What stands under a heading; `unclear` where it leaves more than one choice open."""

    heading: str
    heading_en: str
    text: str
    unclear: bool

    @property
    def said(self) -> Sentence:
        """The sentence that tells of it."""
        key = "assessments.unclear" if self.unclear else "assessments.unread"
        return sentence(
            key,
            heading=Sentence(self.heading, self.heading_en),
            value=self.text[:LONGEST_SHOWN],
        )


Words = Mapping[str, Word]


def with_words(finding: Mapping[str, Any], words: Words) -> Mapping[str, Any]:
    """A finding as plain data; an unknown one has, behind its message, the words for the fields
    that it lacks.
    """
    told = _told(finding["outcome"], finding["missing"], words)
    if not told:
        return finding
    zh = f"{finding['message']}{''.join(each.zh for each in told)}"
    en = " ".join((str(finding["message_en"]), *(each.en for each in told)))
    return {**finding, "message": zh, "message_en": en}


def told_with(finding: Finding, words: Words) -> Finding:
    """The same of a finding that was just made."""
    told = _told(finding.outcome, finding.missing, words)
    zh = "".join((finding.message, *(each.zh for each in told)))
    en = " ".join((finding.message_en, *(each.en for each in told)))
    return replace(finding, message=zh, message_en=en)


def _told(outcome: str, missing: Sequence[str] | None, words: Words) -> list[Sentence]:
    if outcome != "unknown":
        return []
    return [words[name].said for name in missing or () if name in words]


def words_of(kind: Kind, unread: Mapping[str, str]) -> dict[str, Word]:
    """The words that the ledger keeps of a device."""
    return {name: _word(kind, name, text) for name, text in unread.items() if kind.has(name)}


def stored_words(kind: Kind, sources: str | None) -> dict[str, Word]:
    """The same from the sources of a device as text; few devices have unread words."""
    if not sources or '"unread"' not in sources:
        return {}
    return words_of(kind, json.loads(sources).get("unread", {}))


def _word(kind: Kind, name: str, text: str) -> Word:
    field = kind.field(name)
    unclear = fold(text) in kind.words.ambiguous.get(name, {})
    return Word(field.heading_zh, field.heading_en, text, unclear)
