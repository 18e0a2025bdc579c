"""What kind of device a model name belongs to, by its form."""

from __future__ import annotations

from dataclasses import dataclass

from standards.nameplates.codes import tables
from standards.nameplates.spelling import spell, spellings


@dataclass(frozen=True)
class KindHint:
    """A kind that a model name fits. ``meaning`` says as what, ``span`` which part of the text."""

    kind: str
    meaning: str
    span: tuple[int, int]
    said: str


def kind_of(text: str) -> tuple[KindHint, ...]:
    """The kinds whose model names have this form, the longest fit first; () when none has.

    More than one: the form alone does not decide, ask. Names of scanned lists (``DZGl-8``) are
    looked at again with O, I and l read as digits where nothing fits as it stands.
    """
    spelled = spell(text)
    found = (_hints(text.raw, text.text, text.places) for text in spellings(spelled))
    return next(filter(None, found), ())


def _hints(raw: str, text: str, places: tuple[int, ...]) -> tuple[KindHint, ...]:
    fits: dict[str, tuple[int, int, KindHint]] = {}
    for order, prefix in enumerate(tables().prefixes):
        found = prefix.pattern.search(text)
        if found is None or found.start() == found.end():
            continue
        span = (places[found.start()], places[found.end() - 1] + 1)
        hint = KindHint(prefix.kind, prefix.meaning, span, raw[slice(*span)])
        rank = (found.start() - found.end(), order, hint)
        if prefix.kind not in fits or rank[:2] < fits[prefix.kind][:2]:
            fits[prefix.kind] = rank
    ranked = sorted(fits.values(), key=lambda rank: rank[:2])
    return tuple(hint for _, _, hint in ranked)
