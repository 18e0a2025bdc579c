"""Agencies that issue documents."""

from peewee import BooleanField, CharField, TextField

from inventory.core.database import BaseModel, JsonField


class Agency(BaseModel):
    """An authority that issues documents; `code_word` is the 机关代字 of its numbers.

    `kinds` are the kinds of equipment it answers for, `competences` the departments of
    documents/law/grounds.toml whose powers it has.
    """

    region = CharField(12, index=True)
    name = CharField(100)
    code_word = CharField(40)
    kinds = JsonField()
    competences = JsonField()
    address = CharField(300, default="")
    phone = CharField(50, default="")
    review_body = CharField(100, default="")
    court = CharField(100, default="")
    # What makes it the department in charge here, e.g. the rule on its organisation (三定).
    competence = TextField(default="")
    red_head = BooleanField(default=False)
    # What the agency has set otherwise than is usual: terms of procedure by their ids
    # (procedure.toml), and the word of a kind of document in its numbers.
    procedure = JsonField(default=dict)
    number_words = JsonField(default=dict)

    class Meta:
        indexes = ((("region", "name"), True),)
