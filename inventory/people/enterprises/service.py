"""Enterprises: the only writer of their table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from peewee import Expression, ModelSelect
from stdnum.cn import uscc as uscc_number

from inventory.core import access, clock, database, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.bulk import allocate_ids, bulk_insert
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.messages import Sentence
from inventory.core.paging import FIRST, Page, Slice, page
from inventory.core.regions import service as regions
from inventory.core.searchtext import folded, holds, text_of
from inventory.people.enterprises.models import Enterprise


def visible(actor: Actor) -> ModelSelect:
    """The enterprises that `actor` may see."""
    return Enterprise.select().where(access.scope(actor, Enterprise.region, Enterprise.id))


def get(actor: Actor, enterprise_id: int) -> Enterprise:
    found = visible(actor).where(Enterprise.id == enterprise_id).get_or_none()
    if found is None:
        raise not_found("企业", "enterprise")
    return found


def by_uscc(actor: Actor, code: str) -> Enterprise:
    """The enterprise with this 统一社会信用代码."""
    found = visible(actor).where(Enterprise.uscc == code.strip().upper()).get_or_none()
    if found is None:
        raise not_found(f"企业（统一社会信用代码 {code}）", f"enterprise {code}")
    return found


def find(actor: Actor, q: str = "", region: str = "", part: Slice = FIRST) -> Page[Enterprise]:
    """A page of enterprises by name or code, and how many there are in all."""
    query = visible(actor)
    if q:
        query = query.where(named(q))
    if region:
        query = query.where(region_codes.inside(Enterprise.region, region))
    return page(query.order_by(Enterprise.name, Enterprise.id), part)


def named(q: str) -> Expression:
    """SQL condition: name or code hold what was typed."""
    return holds(Enterprise.search, folded(q))


def names(actor: Actor, ids: Iterable[int]) -> dict[int, str]:
    """id → name of those enterprises that `actor` may see."""
    rows = visible(actor).where(database.any_of(Enterprise.id, ids))
    return {row.id: row.name for row in rows}


def regions_of(codes: Iterable[str], named: Iterable[str]) -> dict[str, list[str]]:
    """Credit code, or name, → the divisions in which the ledger has such enterprises."""
    found: dict[str, list[str]] = {}
    for column, wanted in ((Enterprise.uscc, codes), (Enterprise.name, named)):
        query = Enterprise.select(column, Enterprise.region)
        for key, region in query.where(database.any_of(column, set(wanted))).tuples():
            found.setdefault(key, []).append(region)
    return found


def warnings_of(code: str | None) -> list[Sentence]:
    """What looks wrong about a code without being refused (GB 32100-2015 check digit)."""
    if code and not uscc_number.is_valid(code):
        return [
            Sentence(
                f"统一社会信用代码 {code} 校验位不符，请核对营业执照",
                f"The check digit of the credit code {code} is wrong; compare the business licence",
            )
        ]
    return []


def create(actor: Actor, values: dict[str, Any]) -> Enterprise:
    """A new enterprise in one of the actor's regions."""
    access.require_region(actor, values["region"])
    regions.get(values["region"])
    values = _tidied(values)
    now = clock.now()
    with database.db.atomic():
        _refuse_taken(values.get("uscc"))
        made = Enterprise.create(
            **values,
            search=text_of((values["name"], values.get("uscc"))),
            created_at=now,
            updated_at=now,
        )
        audit.record(
            "enterprise.created", actor, subject="enterprise", subject_id=made.id, detail=values
        )
    return made


def _tidied(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the code as it is compared: without spaces, in capitals, null for none."""
    if "uscc" not in values:
        return values
    return {**values, "uscc": (values["uscc"] or "").strip().upper() or None}


def _refuse_taken(code: str | None, but: int = 0) -> None:
    taken = Enterprise.select().where((Enterprise.uscc == code) & (Enterprise.id != but))
    if code and taken.exists():
        raise Conflict.of("enterprises.uscc_taken", code=code)


def update(actor: Actor, enterprise_id: int, values: dict[str, Any], version: int) -> Enterprise:
    """Change an enterprise; both its old and its new region must be the actor's own.

    The audit trail keeps what was changed, before and after.
    """
    enterprise = get(actor, enterprise_id)
    access.require_region(actor, enterprise.region)
    if "region" in values:
        access.require_region(actor, values["region"])
        regions.get(values["region"])
    values = _tidied(values)
    before = {name: getattr(enterprise, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    named = {"name": enterprise.name, "uscc": enterprise.uscc, **changed}
    with database.db.atomic():
        _refuse_taken(changed.get("uscc"), but=enterprise_id)
        written = (
            Enterprise.update(
                {
                    **changed,
                    "search": text_of((named["name"], named["uscc"])),
                    "version": version + 1,
                    "updated_at": clock.now(),
                }
            )
            .where((Enterprise.id == enterprise_id) & (Enterprise.version == version))
            .execute()
        )
        if not written:
            raise Conflict.of("enterprises.version")
        audit.record(
            "enterprise.changed",
            actor,
            subject="enterprise",
            subject_id=enterprise_id,
            detail={"before": {name: before[name] for name in changed}, "after": changed},
        )
    return get(actor, enterprise_id)


class Named(NamedTuple):
    """How a ledger names an enterprise."""

    name: str
    uscc: str | None
    region: str


def resolve(named: Iterable[Named]) -> dict[Named, int | Invalid]:
    """Find or create the enterprises that rows name; call inside a write transaction.

    By code first, then by name within the same county. A name that already stands with another
    code is a conflict that only a person can decide, and comes back as the error.
    """
    known = _Known(named)
    known.store()
    return known.ids()


def foresee(named: Iterable[Named]) -> dict[Named, int | Invalid]:
    """What `resolve` would say; nothing is written, and new enterprises have ids below zero."""
    known = _Known(named)
    for number, row in enumerate(known.new, 1):
        row.id = -number
    return known.ids()


@dataclass(frozen=True)
class Particulars:
    """What is known of an enterprise besides its name and code."""

    address: str
    contact: str
    phone: str
    key_energy_user: bool | None


def describe(enterprise_id: int, known: Particulars) -> None:
    """Fill in what is known of an enterprise; call inside the transaction that made it."""
    Enterprise.update(asdict(known)).where(Enterprise.id == enterprise_id).execute()


class _Known:
    """The enterprises that share a code or a name with what a ledger names, and the new ones."""

    def __init__(self, named: Iterable[Named]) -> None:
        self.by_code: dict[str, Enterprise] = {}
        self.by_name: dict[str, list[Enterprise]] = {}
        self.new: list[Enterprise] = []
        self.coded: list[Enterprise] = []  # known by their names, that get a code
        wanted = list(dict.fromkeys(named))
        codes = {item.uscc for item in wanted if item.uscc}
        for row in Enterprise.select().where(database.any_of(Enterprise.uscc, codes)):
            self.by_code[row.uscc] = row
        names = {item.name for item in wanted}
        for row in Enterprise.select().where(database.any_of(Enterprise.name, names)):
            self.by_name.setdefault(row.name, []).append(row)
        self.found = {item: self._find(item) for item in wanted}

    def ids(self) -> dict[Named, int | Invalid]:
        """The enterprises that a ledger names, or what is wrong about them."""
        return {
            item: row if isinstance(row, Invalid) else row.id for item, row in self.found.items()
        }

    def _find(self, item: Named) -> Enterprise | Invalid:
        """The enterprise that a ledger names, known or new."""
        if item.uscc and item.uscc in self.by_code:
            return self.by_code[item.uscc]
        county = item.region[:6]
        same = [
            row
            for row in self.by_name.get(item.name, ())
            if region_codes.covers(county, row.region)
        ]
        if item.uscc:
            return self._by_name_with_code(item, same)
        if len(same) > 1:
            return Invalid.of("enterprises.enterprise_ambiguous", count=len(same), name=item.name)
        return same[0] if same else self._add(item)

    def _by_name_with_code(self, item: Named, same: list[Enterprise]) -> Enterprise | Invalid:
        without_code = [row for row in same if not row.uscc]
        if without_code:
            row = without_code[0]
            row.uscc, row.updated_at = item.uscc, clock.now()
            row.search = text_of((row.name, row.uscc))
            row.version += 1
            if row.id is not None:
                self.coded.append(row)
            self.by_code[row.uscc] = row
            return row
        if same:
            return Invalid.of(
                "enterprises.enterprise_code_conflict",
                name=item.name,
                uscc=same[0].uscc,
                uscc_2=item.uscc,
            )
        return self._add(item)

    def _add(self, item: Named) -> Enterprise:
        row = Enterprise(
            name=item.name,
            uscc=item.uscc,
            search=text_of((item.name, item.uscc)),
            region=item.region,
        )
        self.new.append(row)
        self.by_name.setdefault(item.name, []).append(row)
        if item.uscc:
            self.by_code[item.uscc] = row
        return row

    def store(self) -> None:
        """Save those that got a code; insert the new ones together and give them their ids."""
        for row in self.coded:
            row.save()
        now = database.instant(clock.now())
        for key, row in zip(allocate_ids(Enterprise, len(self.new)), self.new, strict=True):
            row.id = key
        bulk_insert(
            Enterprise,
            (
                "id",
                "name",
                "uscc",
                "search",
                "region",
                "address",
                "contact",
                "phone",
                "version",
                "created_at",
                "updated_at",
            ),
            (
                (
                    row.id,
                    row.name,
                    row.uscc,
                    row.search,
                    row.region,
                    "",
                    "",
                    "",
                    row.version,
                    now,
                    now,
                )
                for row in self.new
            ),
        )
