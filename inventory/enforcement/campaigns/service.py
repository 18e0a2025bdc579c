"""Campaigns: the only writer of their tables. Cases are opened by the cases' own service."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import ModelSelect

from inventory.core import access, clock, database, paging, region_codes
from inventory.core.access import Actor, Role
from inventory.core.audit import service as audit
from inventory.core.database import db
from inventory.core.errors import AppError, Conflict, Invalid, not_found
from inventory.core.paging import FIRST, Page, Slice
from inventory.enforcement.agencies.models import Agency
from inventory.enforcement.campaigns import drawing
from inventory.enforcement.campaigns.models import Campaign, CampaignEnterprise
from inventory.enforcement.cases import officers, opening
from inventory.enforcement.cases.officers import Candidate
from inventory.judgement.ledger import listing
from inventory.judgement.ledger.schemas import EquipmentFilters
from inventory.people.accounts import sessions, users
from inventory.people.enterprises.models import Enterprise
from inventory.registry.equipment import lookup
from inventory.registry.equipment.models import Equipment
from inventory.registry.jobs import service as jobs
from inventory.registry.jobs.models import Job
from inventory.registry.jobs.service import Progress

MOST_ENTERPRISES = 2000
PAIR = 2  # officers of each enterprise (行政处罚法 article 42)


@dataclass(frozen=True)
class Begun:
    """What a campaign begins with; `filters` are those of the ledger's list."""

    name: str
    agency: int
    filters: Mapping[str, Any]
    starts_on: date
    ends_on: date


def visible(actor: Actor) -> ModelSelect:
    """The campaigns of the regions that `actor` sees; an enterprise sees none."""
    condition = access.scope(actor, Campaign.region, Campaign.id)
    if actor.role is Role.ENTERPRISE:
        condition = Campaign.id < 0
    query = Campaign.select(Campaign, Agency).join(Agency)
    return query.where(condition).order_by(Campaign.id.desc())


def page(actor: Actor, part: Slice = FIRST) -> Page[Campaign]:
    return paging.page(visible(actor), part)


def get(actor: Actor, campaign_id: int) -> Campaign:
    found = visible(actor).where(Campaign.id == campaign_id).get_or_none()
    if found is None:
        raise not_found("专项监察", "campaign")
    return found


def enterprises(actor: Actor, campaign_id: int, part: Slice = FIRST) -> Page[CampaignEnterprise]:
    """The list, the chosen first, in the order of their lots."""
    campaign = get(actor, campaign_id)
    rows = (
        CampaignEnterprise.select(CampaignEnterprise, Enterprise)
        .join(Enterprise)
        .where(CampaignEnterprise.campaign == campaign.id)
        .order_by(CampaignEnterprise.chosen.desc(), CampaignEnterprise.lot, CampaignEnterprise.id)
    )
    return paging.page(rows, part)


def begin(actor: Actor, begun: Begun) -> Campaign:
    """A campaign with the owners of the devices that the filters leave."""
    agency = Agency.get_or_none(Agency.id == begun.agency)
    if agency is None or not actor.sees(agency.region, None):
        raise not_found("机关", "agency")
    access.require_region(actor, agency.region)
    if begun.ends_on < begun.starts_on:
        raise Invalid.of("campaigns.period")
    owners = _owners(actor, agency, begun.filters)
    with db.atomic():
        made = Campaign.create(
            name=begun.name,
            agency=agency,
            region=agency.region,
            filters=dict(begun.filters),
            starts_on=begun.starts_on,
            ends_on=begun.ends_on,
            actor=actor.id,
            created_at=clock.now(),
        )
        CampaignEnterprise.insert_many(
            [
                {"campaign": made.id, "enterprise": key, "devices": devices, "officers": []}
                for key, devices in owners.items()
            ]
        ).execute()
        _note(actor, made, "begun", {"enterprises": len(owners)})
    return get(actor, made.id)


def _owners(actor: Actor, agency: Agency, filters: Mapping[str, Any]) -> dict[int, list[int]]:
    """Enterprises inside the agency's division, with the devices that the actor may write about."""
    chosen = listing.Filters(**EquipmentFilters().load(dict(filters)))
    rows = listing.query(actor, chosen).join(Enterprise)
    inside = region_codes.inside(Enterprise.region, agency.region)
    found: dict[int, list[int]] = {}
    columns = (Equipment.id, Equipment.enterprise, Equipment.kind)
    for key, owner, kind in rows.select(*columns).where(inside).order_by(Equipment.id).tuples():
        if actor.kinds is None or kind in actor.kinds:
            found.setdefault(owner, []).append(key)
    if not found:
        raise Invalid.of("campaigns.nobody")
    if len(found) > MOST_ENTERPRISES:
        raise Invalid.of("campaigns.too_many", count=len(found), most=MOST_ENTERPRISES)
    return found


def draw(actor: Actor, campaign_id: int, version: int, count: int, seed: str = "") -> Campaign:
    """Draw enterprises and two officers for each by lot, once; the seed is kept."""
    with db.atomic():
        campaign = _changeable(actor, campaign_id, version)
        if campaign.seed:
            raise Conflict.of("campaigns.drawn", seed=campaign.seed)
        seed = seed or secrets.token_hex(16)
        rows = rows_of(campaign)
        names = {name_of(row.enterprise): row for row in rows}
        chosen = drawing.draw(seed, "enterprise", list(names), count)
        people = _certified(actor, campaign)
        by_certificate = {number: person.user_id for number, person in people.items()}
        for name, row in names.items():
            _write(row, seed, name, by_certificate, chosen=name in chosen)
        pool = [{"certificate_no": key, "name": people[key].name} for key in sorted(people)]
        _touch(campaign, seed=seed, drawn_at=clock.now(), drawn_by=actor.name[:200], pool=pool)
        _note(actor, campaign, "drawn", {"seed": seed, "of": len(rows), "drawn": len(chosen)})
    return get(actor, campaign_id)


def name_of(enterprise: Enterprise) -> str:
    """What an enterprise is called in a draw."""
    return enterprise.uscc or f"#{enterprise.id}"


def _write(
    row: CampaignEnterprise, seed: str, name: str, people: Mapping[str, int], *, chosen: bool
) -> None:
    pair = drawing.draw(seed, f"officer:{name}", list(people), PAIR) if chosen else []
    CampaignEnterprise.update(
        lot=drawing.lot(seed, "enterprise", name),
        chosen=chosen,
        officers=[people[certificate] for certificate in pair],
    ).where(CampaignEnterprise.id == row.id).execute()


def _certified(actor: Actor, campaign: Campaign) -> dict[str, Candidate]:
    """Officers who may handle these cases, by certificate; of two with the same, one."""
    people = officers.candidates(actor, campaign.region, _kinds(campaign))
    found = {person.certificate_no: person for person in people if not person.problem}
    if len(found) < PAIR:
        raise Invalid.of("campaigns.no_officers")
    return found


def rows_of(campaign: Campaign) -> list[CampaignEnterprise]:
    """Every enterprise of a campaign, chosen or not."""
    rows = CampaignEnterprise.select(CampaignEnterprise, Enterprise).join(Enterprise)
    return list(rows.where(CampaignEnterprise.campaign == campaign.id))


def assign(
    actor: Actor,
    campaign_id: int,
    version: int,
    enterprise_ids: Sequence[int],
    user_ids: Sequence[int],
) -> Campaign:
    """Give enterprises of a campaign their officers; what was drawn by lot is not changed."""
    with db.atomic():
        campaign = _changeable(actor, campaign_id, version)
        if campaign.seed:
            raise Conflict.of("campaigns.drawn", seed=campaign.seed)
        officers.chosen(actor, campaign.region, _kinds(campaign), user_ids)
        CampaignEnterprise.update(officers=list(user_ids)).where(
            (CampaignEnterprise.campaign == campaign.id)
            & database.any_of(CampaignEnterprise.enterprise, enterprise_ids)
        ).execute()
        _touch(campaign)
        _note(actor, campaign, "assigned", {"officers": list(user_ids)})
    return get(actor, campaign_id)


def _changeable(actor: Actor, campaign_id: int, version: int) -> Campaign:
    campaign = get(actor, campaign_id)
    access.require_kinds(actor, campaign.region, _kinds(campaign))
    if campaign.opened_at is not None:
        raise Conflict.of("campaigns.opened")
    if campaign.version != version:
        raise Conflict.of("campaigns.stale")
    return campaign


def _kinds(campaign: Campaign) -> set[str]:
    """The kinds of all devices of a campaign: its departments', not a neighbour's."""
    rows = CampaignEnterprise.select(CampaignEnterprise.devices)
    chosen = rows.where(CampaignEnterprise.campaign == campaign.id)
    ids = [key for (devices,) in chosen.tuples() for key in devices]
    return {item.kind for item in lookup.by_ids(ids).values()}


def _touch(campaign: Campaign, **columns: Any) -> None:
    changed = (
        Campaign.update({**columns, "version": campaign.version + 1})
        .where((Campaign.id == campaign.id) & (Campaign.version == campaign.version))
        .execute()
    )
    if not changed:
        raise Conflict.of("campaigns.stale")


def request_cases(actor: Actor, campaign_id: int, version: int) -> Job:
    """Open the cases in the background; the caller wakes the worker with the job."""
    with db.atomic():
        campaign = _changeable(actor, campaign_id, version)
        _touch(campaign, opened_at=clock.now())
        _note(actor, campaign, "opened", {})
        params = {"campaign": campaign.id, "user": actor.id}
        return jobs.create("campaign", params, actor.id)


def run(params: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """A case for each chosen enterprise that has none yet; beginning again does no harm."""
    user = params["user"]
    actor = access.SYSTEM if user is None else sessions.actor_for(users.get(user))
    campaign = get(actor, params["campaign"])
    rows = [row for row in rows_of(campaign) if row.chosen and row.case_id is None]
    opened, refused = [], []
    for done, row in enumerate(rows, start=1):
        try:
            opened.append(_open(actor, campaign, row))
        except AppError as error:
            refused.append(
                {
                    "enterprise_id": row.enterprise_id,
                    "message": error.message,
                    "message_en": error.message_en,
                }
            )
        progress(done, len(rows))
    return {"cases": opened, "refused": refused}


def _open(actor: Actor, campaign: Campaign, row: CampaignEnterprise) -> int:
    given = opening.Opening(
        row.enterprise_id,
        tuple(row.devices),
        tuple(row.officers),
        campaign.name,
        "spot_check" if campaign.seed else "campaign",
        campaign.agency_id,
        campaign.id,
    )
    with db.atomic():
        case = opening.open_case(actor, given)
        CampaignEnterprise.update(case_id=case.id).where(CampaignEnterprise.id == row.id).execute()
    return int(case.id)


def _note(actor: Actor, campaign: Campaign, event: str, detail: Mapping[str, Any]) -> None:
    audit.record(
        f"campaign.{event}", actor, subject="campaign", subject_id=campaign.id, detail=detail
    )
