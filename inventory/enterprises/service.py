"""Enterprises: the only writer of their table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peewee import ModelSelect
from stdnum.cn import uscc as uscc_number

from inventory import access, clock, database
from inventory.access import Actor
from inventory.enterprises.models import Enterprise
from inventory.errors import Conflict, Invalid, not_found
from inventory.regions import service as regions


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


def find(
    actor: Actor, q: str = "", region: str = "", page: int = 1, size: int = 50
) -> tuple[list[Enterprise], int]:
    """A page of enterprises by name or code, and how many there are in all."""
    query = visible(actor)
    if q:
        query = query.where(Enterprise.name.contains(q) | (Enterprise.uscc == q.upper()))
    if region:
        query = query.where(regions.inside(Enterprise.region, region))
    total = query.count()
    return list(query.order_by(Enterprise.name, Enterprise.id).paginate(page, size)), total


def warnings_of(code: str | None) -> list[str]:
    """What looks wrong about a code without being refused (GB 32100-2015 check digit)."""
    if code and not uscc_number.is_valid(code):
        return [f"统一社会信用代码 {code} 校验位不符，请核对营业执照"]
    return []


def create(actor: Actor, values: dict[str, Any]) -> Enterprise:
    """A new enterprise in one of the actor's regions."""
    access.require_region(actor, values["region"])
    regions.get(values["region"])
    code = (values.get("uscc") or "").strip().upper() or None
    now = clock.now()
    with database.db.atomic():
        if code and Enterprise.select().where(Enterprise.uscc == code).exists():
            raise Conflict(
                f"统一社会信用代码 {code} 已登记",
                f"Unified social credit code {code} is already registered",
                "uscc_taken",
                "请在企业列表中查找该代码",
            )
        return Enterprise.create(**{**values, "uscc": code}, created_at=now, updated_at=now)


def update(actor: Actor, enterprise_id: int, values: dict[str, Any], version: int) -> Enterprise:
    """Change an enterprise; both its old and its new region must be the actor's own."""
    enterprise = get(actor, enterprise_id)
    access.require_region(actor, enterprise.region)
    if "region" in values:
        access.require_region(actor, values["region"])
        regions.get(values["region"])
    with database.db.atomic():
        changed = (
            Enterprise.update({**values, "version": version + 1, "updated_at": clock.now()})
            .where((Enterprise.id == enterprise_id) & (Enterprise.version == version))
            .execute()
        )
        if not changed:
            raise Conflict(
                "这家企业已被他人修改",
                "Somebody else has changed this enterprise",
                "version",
                "请刷新后重新填写",
            )
    return get(actor, enterprise_id)


@dataclass(frozen=True)
class Named:
    """How a ledger names an enterprise."""

    name: str
    uscc: str | None
    region: str


def resolve(named: Iterable[Named]) -> dict[Named, int | Invalid]:
    """Find or create the enterprises that rows name; call inside a write transaction.

    By code first, then by name within the same county. A name that already stands with another
    code is a conflict that only a person can decide, and comes back as the error.
    """
    wanted = list(dict.fromkeys(named))
    by_code = _ids_by(Enterprise.uscc, {item.uscc for item in wanted if item.uscc})
    by_name: dict[str, list[Enterprise]] = {}
    for chunk in database.in_chunks({item.name for item in wanted}):
        for row in Enterprise.select().where(Enterprise.name.in_(chunk)):
            by_name.setdefault(row.name, []).append(row)
    result: dict[Named, int | Invalid] = {}
    for item in wanted:
        result[item] = _resolve_one(item, by_code, by_name)
    return result


def _ids_by(column: Any, values: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in database.in_chunks(values):
        rows = Enterprise.select(column, Enterprise.id).where(column.in_(chunk)).tuples()
        found.update(dict(rows))
    return found


def _resolve_one(
    item: Named, by_code: dict[str, int], by_name: dict[str, list[Enterprise]]
) -> int | Invalid:
    if item.uscc and item.uscc in by_code:
        return by_code[item.uscc]
    county = item.region[:6]
    same = [row for row in by_name.get(item.name, ()) if regions.covers(county, row.region)]
    without_code = [row for row in same if not row.uscc]
    if item.uscc and without_code:
        row = without_code[0]
        row.uscc, row.updated_at = item.uscc, clock.now()
        row.version += 1
        row.save()
        by_code[item.uscc] = row.id
        return row.id
    if item.uscc and same:
        return Invalid(
            f"台账中“{item.name}”的统一社会信用代码是 {same[0].uscc}，本行写的是 {item.uscc}",
            f"{item.name} is registered with code {same[0].uscc}, this row says {item.uscc}",
            "enterprise_code_conflict",
            "请核对营业执照后改正代码；确属两家单位的，请先分别登记",
        )
    if len(same) > 1:
        return Invalid(
            f"有 {len(same)} 家单位都叫“{item.name}”，无法确定是哪一家",
            f"{len(same)} enterprises are called {item.name}",
            "enterprise_ambiguous",
            "请填写统一社会信用代码",
        )
    if same:
        return same[0].id
    now = clock.now()
    row = Enterprise.create(
        name=item.name, uscc=item.uscc, region=item.region, created_at=now, updated_at=now
    )
    by_name.setdefault(item.name, []).append(row)
    if item.uscc:
        by_code[item.uscc] = row.id
    return row.id
