"""Words of a file that were not understood: asked once, remembered, and used from then on."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import ModelSelect, fn

from inventory.core import access, clock, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import Invalid, not_found
from inventory.core.files import FileStore
from inventory.core.kinds import known_kinds
from inventory.intake.imports import background, lookup, service
from inventory.intake.imports.background import Hasten
from inventory.intake.imports.models import Import, ImportProblem, ImportRow, KnownWord
from inventory.intake.imports.results import DoubtfulWord
from inventory.intake.imports.staging import Remap
from inventory.registry.reading.near_words import LONGEST, near, other_last
from standards.words import fold

# Problems that one answer solves for all rows with the word.
ASKED = ("unknown_choice", "ambiguous_choice", "read_as")
MOST_WORDS = 200


@dataclass(frozen=True)
class Answer:
    """What a word of one field means."""

    kind: str
    field: str
    word: str
    choice: str


def doubtful(actor: Actor, import_id: int) -> list[DoubtfulWord]:
    """Every word of a choice that was not understood, how often it occurs, and what it may mean."""
    staged = lookup.get(actor, import_id)
    kinds = known_kinds()
    count = fn.COUNT(ImportProblem.id)
    query = (
        ImportProblem.select(
            ImportRow.kind, ImportProblem.field, ImportProblem.value, fn.MIN(ImportProblem.heading)
        )
        .select_extend(count)
        .join(
            ImportRow,
            on=(ImportRow.import_ == ImportProblem.import_)
            & (ImportRow.sheet == ImportProblem.sheet)
            & (ImportRow.row == ImportProblem.row),
        )
        .where((ImportProblem.import_ == staged.id) & ImportProblem.code.in_(ASKED))
        .group_by(ImportRow.kind, ImportProblem.field, ImportProblem.value)
        .order_by(count.desc(), ImportRow.kind, ImportProblem.field, ImportProblem.value)
        .limit(MOST_WORDS)
    )
    return [
        DoubtfulWord(
            kind,
            field,
            heading,
            word,
            rows,
            near(kinds[kind], field, word),
            other_last(kinds[kind].field(field).choices),
        )
        for kind, field, word, heading, rows in query.tuples()
        if kind in kinds and word and len(word) <= LONGEST
    ]


def answer(actor: Actor, import_id: int, told: Answer, store: FileStore, hasten: Hasten) -> Import:
    """Remember what a word means and read the staged file again, with it in every row."""
    staged = service.readable(actor, import_id, Remap())
    access.require_kind(actor, told.kind)
    _check(told)
    with db.atomic():
        _remember(actor, staged, told)
    return background.read_again(actor, staged.id, Remap(), store, hasten)


def _check(told: Answer) -> None:
    kind = known_kinds().get(told.kind)
    known = kind is not None and kind.has(told.field)
    choices = kind.field(told.field).choices if kind is not None and known else ()
    if told.choice not in choices or not fold(told.word) or len(told.word) > LONGEST:
        raise Invalid.of("imports.not_a_choice", choice=told.choice, choices="、".join(choices))


def _remember(actor: Actor, staged: Import, told: Answer) -> None:
    place = {
        "region": staged.region,
        "owner": staged.owner,
        "kind": told.kind,
        "field": told.field,
        "word": fold(told.word),
    }
    said = {
        "written": told.word,
        "choice": told.choice,
        "actor": actor.id,
        "actor_name": actor.name[:200],
        "at": clock.now(),
    }
    KnownWord.insert(**place, **said).on_conflict(
        conflict_target=[getattr(KnownWord, name) for name in place], update=said
    ).execute()
    audit.record(
        "import.word.told", actor, subject="import", subject_id=staged.id, detail={**place, **said}
    )


@dataclass(frozen=True)
class Wanted:
    """A filter of the remembered words; blank does not filter. `owner` is a part of its name."""

    kind: str = ""
    field: str = ""
    region: str = ""
    owner: str = ""
    word: str = ""


def listed(actor: Actor, wanted: Wanted = Wanted()) -> ModelSelect:
    """The remembered words of the actor's regions."""
    query = KnownWord.select().where(access.scope(actor, KnownWord.region, KnownWord.actor))
    if wanted.kind:
        query = query.where(KnownWord.kind == wanted.kind)
    if wanted.field:
        query = query.where(KnownWord.field == wanted.field)
    if wanted.region:
        query = query.where(region_codes.inside(KnownWord.region, wanted.region))
    if wanted.owner:
        query = query.where(KnownWord.owner.contains(wanted.owner))
    if wanted.word:
        query = query.where(KnownWord.word.contains(fold(wanted.word)))
    order = (KnownWord.kind, KnownWord.field, KnownWord.word, KnownWord.region, KnownWord.owner)
    return query.order_by(*order)


def change(actor: Actor, word_id: int, choice: str | None) -> KnownWord | None:
    """Change the meaning of a remembered word; None deletes it. Files already read stay as read."""
    found = listed(actor).where(KnownWord.id == word_id).get_or_none()
    if found is None:
        raise not_found("词语", "word")
    access.require_region(actor, found.region)
    access.require_kind(actor, found.kind)
    detail = {
        "region": found.region,
        "owner": found.owner,
        "kind": found.kind,
        "field": found.field,
        "word": found.written,
        "was": found.choice,
        "now": choice,
    }
    with db.atomic():
        if choice is None:
            found.delete_instance()
        else:
            _check(Answer(found.kind, found.field, found.written, choice))
            found.choice, found.actor, found.actor_name = choice, actor.id, actor.name[:200]
            found.at = clock.now()
            found.save()
        audit.record(
            "import.word.changed", actor, subject="known_word", subject_id=word_id, detail=detail
        )
    return None if choice is None else found
