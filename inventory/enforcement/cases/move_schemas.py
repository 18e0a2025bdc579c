"""Shapes of the moves of a case: what is sent with one, what is possible, the table of them."""

from __future__ import annotations

import marshmallow as ma

from inventory.core.web.api import Id, Schema, Text, Whole
from inventory.enforcement.cases.guards import GUARDS
from inventory.enforcement.cases.machine import MOVES

PLAIN = tuple(name for name, move in MOVES.items() if move.whole)


class Versioned(Schema):
    version = Id(required=True, metadata={"description": "of the case, as you see it"})


class NotifyArgs(Versioned):
    """The written notice; without `noticed_on`, the reason why there was none."""

    planned_on = ma.fields.Date(load_default=None, allow_none=True)
    noticed_on = ma.fields.Date(load_default=None, allow_none=True)
    reason = Text(500, load_default="")


class HearArgs(Versioned):
    """The party's opinion; without `held_on`, the reason why it was not heard."""

    held_on = ma.fields.Date(load_default=None, allow_none=True)
    opinion = Text(2000, load_default="")
    reply = Text(2000, load_default="")
    reason = Text(500, load_default="")


class RemarkArgs(Schema):
    """What is to be changed, at a paragraph; both count from 1, 0 = the whole."""

    text = Text(2000, 1, required=True)
    document = Text(32, load_default="", metadata={"description": "notice:7 or paper:3"})
    section = Whole(0, 100, load_default=0)
    paragraph = Whole(0, 1000, load_default=0)
    quote = Text(300, load_default="")


class MoveArgs(Versioned):
    """A move that needs nothing but a reason; the others have addresses of their own."""

    move = ma.fields.String(required=True, validate=ma.validate.OneOf(PLAIN))
    reason = Text(2000, load_default="")
    remarks = ma.fields.List(
        ma.fields.Nested(RemarkArgs), load_default=list, validate=ma.validate.Length(max=100)
    )


class Check(Schema):
    """What does not hold now, and the moves that it would stop."""

    code = ma.fields.String(validate=ma.validate.OneOf(tuple(GUARDS)))
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()
    stops = ma.fields.List(ma.fields.String())


class Barred(Schema):
    """Why a move is not yours, and who makes it."""

    code = ma.fields.String()
    message = ma.fields.String()
    message_en = ma.fields.String()
    remedy = ma.fields.String()
    remedy_en = ma.fields.String()


class Possible(Schema):
    """A move of this state; `plain` ones are made with POST …/moves."""

    move = ma.fields.String(validate=ma.validate.OneOf(tuple(MOVES)))
    zh = ma.fields.String()
    en = ma.fields.String()
    mine = ma.fields.Boolean()
    plain = ma.fields.Boolean()
    lacking = ma.fields.List(ma.fields.Nested(Check))
    barred = ma.fields.Nested(Barred, allow_none=True)


class RemarkAnswerArgs(Schema):
    text = Text(2000, 1, required=True)


class MoveEntry(Schema):
    """One line of the table of moves, for drawing it."""

    name = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()
    sources = ma.fields.List(ma.fields.String())
    target = ma.fields.String(metadata={"description": "blank: the state stays"})
    by = ma.fields.String()
    guards = ma.fields.List(ma.fields.String())
    plain = ma.fields.Boolean(attribute="whole")


class StateEntry(Schema):
    state = ma.fields.String()
    zh = ma.fields.String()


class MachineResult(Schema):
    states = ma.fields.List(ma.fields.Nested(StateEntry))
    moves = ma.fields.List(ma.fields.Nested(MoveEntry))


class TermResult(Schema):
    """A term of procedure of an agency; one that is not `printable` never stands as law."""

    id = ma.fields.String()
    zh = ma.fields.String(attribute="usual.zh")
    en = ma.fields.String(attribute="usual.en")
    value = ma.fields.Integer()
    usual = ma.fields.Integer(attribute="usual.value")
    unit = ma.fields.String(attribute="usual.unit")
    basis = ma.fields.String(attribute="usual.basis")
    source = ma.fields.String(attribute="usual.source")
    certainty = ma.fields.String(attribute="usual.certainty")
    changed = ma.fields.Boolean()
    printable = ma.fields.Boolean()


class TermsArgs(Schema):
    values = ma.fields.Dict(
        keys=Text(40, 1),
        values=Whole(0, 3650),
        required=True,
        metadata={"description": "term → value"},
    )
