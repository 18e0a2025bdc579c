"""The ledger's tables."""

from datetime import date

from peewee import (
    BooleanField,
    CharField,
    DateField,
    ForeignKeyField,
    IntegerField,
    SmallIntegerField,
    TextField,
)

from inventory.core.database import BaseModel, JsonField, UtcDateTimeField
from inventory.people.enterprises.models import Enterprise

# Means "nothing is due", so that every order by date is total and served by an index.
NEVER = date(9999, 12, 31)

# The verdict_rank of a record that is no longer a device of the ledger. It sorts behind all ranks
# and stands in the indexes that cover the counts: leaving such records out costs no extra look.
GONE_RANK = 99
MERGED = "merged"
WITHDRAWN = "withdrawn"


class Equipment(BaseModel):
    """A device: what lists filter and sort by as columns, all facts of its kind as JSON.

    `verdict_rank` is the position in standards.OUTCOMES (0 = worst), 9 while not judged.
    `findings_digest` changes only when a finding does: re-judging compares it, set-based.
    `fingerprint` is that of the ledger row last imported for it: the same row again is no change.
    `gone` says why a record is kept but no device of the ledger any more: merged into another, or
    withdrawn with the import that created it; then, and only then, `verdict_rank` is GONE_RANK.
    """

    kind = CharField(32)
    enterprise = ForeignKeyField(Enterprise, backref="equipment", on_delete="RESTRICT")
    region = CharField(12)
    name = CharField(200, default="")
    model = CharField(200, default="")
    identifier = CharField(100, default="")  # plate, device code, registration or serial number
    search = TextField(default="")  # identity.search_text: what the search reads
    use_state = CharField(16, default="")
    facts = JsonField()
    sources = JsonField(null=True)  # sources.Sources; null = nothing is known
    disputed = BooleanField(default=False)  # whether `sources` names a dispute
    verdict = CharField(16, null=True)
    verdict_rank = SmallIntegerField(default=9)
    incomplete = BooleanField(default=False)
    next_due = DateField(default=NEVER)
    due_for = CharField(12, default="")  # judging.DUE_FOR; blank where nothing is due
    findings_digest = CharField(32, default="")
    level = CharField(16, default="")  # judging.LEVELS; blank where no grade rule applies
    fingerprint = CharField(64, default="", index=True)  # of the last imported row
    version = IntegerField(default=1)
    created_at = UtcDateTimeField()
    updated_at = UtcDateTimeField()
    # Computed by the database from `facts`; never written.
    since_year = SmallIntegerField(null=True)  # registered, in service or made; 0 = unknown
    emission_stage = CharField(16, null=True)  # blank = unknown
    quantity = IntegerField(null=True)  # how many equal devices the record counts, at least 1
    gone = CharField(16, default="")
    merged_into = ForeignKeyField("self", null=True, index=False, on_delete="RESTRICT")
    split_from = IntegerField(null=True)  # the first record of a record that was split

    class Meta:
        # First the orders of a list, alone and within a kind; then what covers its counts.
        indexes = (
            (("verdict_rank",), False),
            (("next_due",), False),
            (("model",), False),
            (("identifier",), False),
            (("name",), False),  # a search for one or two characters begins with it
            (("kind", "verdict_rank"), False),
            (("kind", "next_due"), False),
            (("kind", "model"), False),
            (("kind", "identifier"), False),
            (("kind", "verdict_rank", "incomplete", "next_due", "region"), False),
            (("region", "kind", "verdict_rank", "incomplete", "next_due"), False),
            (("verdict_rank", "incomplete", "next_due", "region"), False),
            # What covers the facets and the dashboard.
            (
                (
                    "region",
                    "kind",
                    "verdict_rank",
                    "use_state",
                    "level",
                    "emission_stage",
                    "since_year",
                    "incomplete",
                    "next_due",
                    "quantity",
                ),
                False,
            ),
        )


# Few devices are disputed: the index holds only these.
Equipment.add_index(
    Equipment.region, Equipment.kind, where=Equipment.disputed, name="equipment_disputed"
)


class EquipmentIdentity(BaseModel):
    """One way to recognise a device again; unique, so two imports cannot create it twice.

    `departed` is 0 for a device in service and the device's own id for one that is scrapped,
    dismantled or deregistered: it keeps its numbers, and they block no other device. That
    they turn up again is a re-entry case.
    """

    kind = CharField(32)
    scheme = CharField(32)
    value = CharField(300)
    equipment = ForeignKeyField(Equipment, backref="identities", on_delete="CASCADE")
    alias = BooleanField(default=False)  # came with a merged record; the facts may not say it
    departed = IntegerField(default=0)

    class Meta:
        indexes = ((("kind", "scheme", "value", "departed"), True),)


class EquipmentRevision(BaseModel):
    """One change of one device: who, when, why, before and after (facts and place).

    `before` is the `after` of the revision before; null = not in the ledger. So the revisions of a
    device, read in order, are its life: created, changed, merged away, brought back.
    `fingerprint` is the one that the device had before, for taking an import back.
    """

    equipment = ForeignKeyField(Equipment, backref="revisions", on_delete="RESTRICT")
    version = IntegerField()
    at = UtcDateTimeField()
    actor = IntegerField(null=True)  # user id; null = the command line or the system
    source = CharField(64)  # api, import:7, merge:3, transfer:5 …
    reason = CharField(300, default="")
    before = JsonField(null=True)
    after = JsonField(null=True)
    request_id = CharField(64, default="")
    fingerprint = CharField(64, default="")

    class Meta:
        indexes = ((("equipment", "version"), True),)


class MadeCorrection(BaseModel):
    """A correction that a person asked for within the last hour, see `corrections`.

    `devices` is 0 for one device, and how many it was of at the bulk address.
    """

    actor = IntegerField()
    address = CharField(64)
    at = UtcDateTimeField(index=True)
    devices = IntegerField(default=0)

    class Meta:
        indexes = ((("actor", "at"), False), (("address", "at"), False))


class EquipmentMerge(BaseModel):
    """Two records of one device made one; can be undone.

    `kept_before` and `merged_before` are the states before, `kept_after` the one that was chosen;
    `aliases` are the identities that went over, as [scheme, value, was alias].
    """

    kept = ForeignKeyField(Equipment, backref="merges", on_delete="RESTRICT")
    merged = ForeignKeyField(Equipment, backref="merged_by", on_delete="RESTRICT")
    kept_before = JsonField()
    kept_after = JsonField()
    merged_before = JsonField()
    aliases = JsonField()
    reason = CharField(300)
    actor = IntegerField(null=True)
    at = UtcDateTimeField()
    undone_actor = IntegerField(null=True)
    undone_at = UtcDateTimeField(null=True)


class Transfer(BaseModel):
    """A device passed from one enterprise to another; name, model and number as on that day."""

    equipment = ForeignKeyField(Equipment, backref="transfers", on_delete="RESTRICT")
    kind = CharField(32)
    name = CharField(200, default="")
    model = CharField(200, default="")
    identifier = CharField(100, default="")
    from_enterprise = ForeignKeyField(Enterprise, backref="given", on_delete="RESTRICT")
    to_enterprise = ForeignKeyField(Enterprise, backref="taken", on_delete="RESTRICT")
    from_region = CharField(12)
    to_region = CharField(12)
    on = DateField(column_name="on_day")  # `on` is a reserved word
    reason = CharField(300, default="")
    actor = IntegerField(null=True)
    request_id = CharField(64, default="")
    at = UtcDateTimeField()
