"""Agencies: loaded from the regional packs, chosen by region and kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from inventory.core import database, region_codes
from inventory.core.access import Actor
from inventory.core.audit import service as audit
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.regions import service as regions
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.documents import law
from inventory.enforcement.documents.grounding import competent
from inventory.enforcement.documents.model import ORDER_OUTCOMES, PLACEHOLDER
from inventory.judgement.assessments.models import Finding
from inventory.judgement.library import current


def load_packs() -> int:
    """Write the agencies of the five regional packs; returns how many are new."""
    from seeds.packs import packs

    created = 0
    with database.db.atomic():
        for pack in packs():
            for item in pack.agencies:
                _, new = Agency.get_or_create(
                    region=item.region,
                    name=item.name,
                    defaults={
                        "code_word": item.code_word,
                        "kinds": list(item.kinds),
                        "competences": list(item.competences),
                        "competence": PLACEHOLDER,
                        # 行政复议法(2023) article 24: the people's government of the same level.
                        # The court is left blank: which one is competent differs by province.
                        "review_body": f"{pack.name}人民政府",
                    },
                )
                created += new
    return created


def update(actor: Actor, agency_id: int, values: dict[str, Any]) -> Agency:
    """Change what stands on an agency's documents; what has been issued keeps its contents."""
    agency = Agency.get_or_none(Agency.id == agency_id)
    if agency is None or not actor.sees(agency.region, None):
        raise not_found("机关", "agency")
    before = {name: getattr(agency, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if changed:
        with database.db.atomic():
            if "name" in changed:
                _refuse_taken(agency.region, changed["name"])
            Agency.update(changed).where(Agency.id == agency_id).execute()
            audit.record(
                "agency.changed",
                actor,
                subject="agency",
                subject_id=agency_id,
                detail={"before": {name: before[name] for name in changed}, "after": changed},
            )
    return Agency.get_by_id(agency_id)


def create(actor: Actor, values: dict[str, Any]) -> Agency:
    """A new agency of a region; `competences` are the powers that the law gives it."""
    regions.get(values["region"])
    _check_known("kinds", values["kinds"], current.load().kinds)
    _check_known("competences", values["competences"], law.load().departments)
    with database.db.atomic():
        _refuse_taken(values["region"], values["name"])
        made = Agency.create(**values)
        audit.record(
            "agency.created", actor, subject="agency", subject_id=made.id, detail=dict(values)
        )
    return made


def _check_known(field: str, given: Sequence[str], known: Collection[str]) -> None:
    unknown = [word for word in given if word not in known]
    if unknown:
        raise Invalid.of(
            "agencies.unknown_word",
            field=field,
            word=unknown[0],
            names="、".join(known),
            details=[{"field": field, "value": word, "message": "未知"} for word in unknown],
            as_code=f"unknown_{field}",
        )


def _refuse_taken(region: str, name: str) -> None:
    if Agency.select().where((Agency.region == region) & (Agency.name == name)).exists():
        raise Conflict.of("agencies.agency_taken", name=name)


def visible(actor: Actor) -> list[Agency]:
    """The agencies whose documents `actor` may draw up."""
    rows = Agency.select().order_by(Agency.region, Agency.id)
    return [item for item in rows if actor.sees(item.region, None)]


def of_region(region: str) -> list[Agency]:
    """The agencies whose division covers a region, the nearest first."""
    found = [item for item in Agency.select().order_by(Agency.id) if _covers(item, region)]
    return sorted(found, key=lambda item: -len(region_codes.prefix(item.region)))


def _covers(agency: Agency, region: str) -> bool:
    return region_codes.covers(agency.region, region)


def choose(region: str, findings: Sequence[Finding], agency_id: int | None = None) -> Agency:
    """The agency of a notice: the one asked for, else the one that may act on most findings."""
    candidates = of_region(region)
    if agency_id is not None:
        candidates = [item for item in candidates if item.id == agency_id]
    if not candidates:
        raise Invalid.of("agencies.no_agency", region=region)
    return max(candidates, key=lambda item: powers(item, findings))


def advises(agency: Agency, kind: str, there: Sequence[Agency]) -> bool:
    """Whether an agency may advise the users of a kind, among those of the place.

    Its own kinds, and those whose power it has; a kind that nobody there leads is anybody's.
    """
    known = current.load().kinds.get(kind)
    power = set(known.powers) & set(agency.competences) if known else set()
    return kind in agency.kinds or bool(power) or leader(kind, there) is None


def leader(kind: str, there: Sequence[Agency]) -> Agency | None:
    """The agency that leads a kind, the nearest first; None where nobody is on record."""
    return next((item for item in there if kind in item.kinds), None)


def adviser(region: str, kinds: Sequence[str], agency_id: int | None = None) -> Agency:
    """The agency of a letter of advice: the one asked for, else the leader of most devices."""
    there = of_region(region)
    candidates = [item for item in there if agency_id in (None, item.id)]
    if not candidates:
        raise Invalid.of("agencies.no_agency", region=region)
    return max(candidates, key=lambda item: sum(kind in item.kinds for kind in kinds))


def copies(agency: Agency, kinds: Iterable[str]) -> tuple[str, ...]:
    """Who gets a copy of a document about these kinds, by the copies that their files name."""
    known = current.load().kinds
    concerned = {office for kind in kinds if kind in known for office in known[kind].copies}
    others = concerned - set(agency.competences)
    there = of_region(agency.region)
    found = (next((i for i in there if office in i.competences), None) for office in sorted(others))
    return tuple(item.name for item in found if item)


def powers(agency: Agency, findings: Sequence[Finding]) -> int:
    """On how many of the order-class findings an agency has the power to act."""
    return sum(
        competent(item.rule, item.outcome, agency.competences)
        for item in findings
        if item.outcome in ORDER_OUTCOMES
    )
