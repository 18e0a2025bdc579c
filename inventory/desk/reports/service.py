"""Reports: made, published, corrected by a new version, compared, and the lists behind them.

A published version never changes. What people may read goes by region: a report of a county is for
those who see the whole county.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime

from peewee import JOIN, ModelSelect, fn

from inventory.core import access, clock, paging, replicas
from inventory.core.access import OFFICE, OFFICIALS, Actor
from inventory.core.audit import service as audit
from inventory.core.database import db, dump
from inventory.core.errors import Conflict, Invalid, not_found
from inventory.core.files import FileStore
from inventory.core.paging import FIRST, Page, Slice
from inventory.core.regions import service as regions
from inventory.desk.reports import building, comparing, content, frames, periods
from inventory.desk.reports.comparing import Differences
from inventory.desk.reports.models import Report, ReportVersion
from inventory.desk.reports.periods import Kind, Period
from inventory.desk.reports.printing.pdf import pdf
from inventory.desk.reports.printing.word import word
from inventory.desk.reports.printing.workbook import workbook
from inventory.desk.reports.results import ReportListed, ReportShown, VersionListed
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.agencies.models import Agency
from inventory.people.accounts.models import User

DRAFT, PUBLISHED = "draft", "published"
FORMATS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# Who makes the figures of a region's plan, where several offices are on record.
HEAD = "development"


@dataclass(frozen=True)
class Wanted:
    """Which report to make: of which region, for the period in which a day lies."""

    kind: str
    region: str
    day: date
    agency_id: int | None = None
    reason: str = ""


def state_of(version: ReportVersion) -> str:
    """Draft, or published."""
    return DRAFT if version.published_at is None else PUBLISHED


def _visible(actor: Actor) -> ModelSelect:
    """Every version of the reports that an actor may read, the newest first."""
    access.require_role(actor, OFFICIALS)
    name = fn.COALESCE(User.display_name, "").alias("made_by_name")
    return (
        ReportVersion.select(ReportVersion, Report, name)
        .join(Report)
        .join(User, JOIN.LEFT_OUTER, on=(User.id == ReportVersion.made_by))
        .where(access.scope(actor, Report.region, Report.id))
        .order_by(Report.end.desc(), Report.id.desc(), ReportVersion.number.desc())
    )


def find(actor: Actor, kind: str = "", region: str = "", part: Slice = FIRST) -> Page[ReportListed]:
    """Reports with their newest versions; `region` alone, not what lies in it."""
    newest = ReportVersion.select(fn.MAX(ReportVersion.id)).group_by(ReportVersion.report)
    query = _visible(actor).where(ReportVersion.id.in_(newest))
    if kind:
        query = query.where(Report.kind == kind)
    if region:
        query = query.where(Report.region == region)
    found = paging.page(query, part)
    names = regions.names({row.report.region for row in found.items})
    return Page([_listed(row, names) for row in found.items], found.total, found.last)


def _listed(version: ReportVersion, names: dict[str, str]) -> ReportListed:
    report, kind = version.report, periods.kinds()[version.report.kind]
    return ReportListed(
        id=report.id,
        kind=kind.id,
        kind_zh=kind.zh,
        kind_en=kind.en,
        title=version.content["title"],
        title_en=version.content.get("title_en", ""),
        region=report.region,
        region_name=names.get(report.region, report.region),
        period=report.period,
        begin=report.begin,
        end=report.end,
        version_id=version.id,
        number=version.number,
        state=state_of(version),
        made_at=version.made_at,
        published_at=version.published_at,
    )


def get(actor: Actor, version_id: int) -> ReportVersion:
    """A version, if its region is the actor's to see as a whole."""
    found = _visible(actor).where(ReportVersion.id == version_id).get_or_none()
    if found is None:
        raise not_found("报告", "report")
    return found


def shown(actor: Actor, version_id: int) -> ReportShown:
    """A version in full."""
    found = get(actor, version_id)
    others = _visible(actor).where(ReportVersion.report == found.report_id).objects()
    return ReportShown(
        **vars(_listed(found, regions.names({found.report.region}))),
        content=content.of_json(found.content),
        versions=[_version(item) for item in others],
        may_write=actor.role in OFFICE and actor.sees(found.report.region, None),
    )


def _version(item: ReportVersion) -> VersionListed:
    return VersionListed(
        id=item.id,
        number=item.number,
        state=state_of(item),
        reason=item.reason,
        digest=item.digest,
        by_clock=item.made_by is None,
        made_by_name=item.made_by_name,
        made_at=item.made_at,
        published_at=item.published_at,
    )


def make(actor: Actor, files: FileStore, wanted: Wanted) -> ReportVersion:
    """A draft of a report. It replaces an older draft, and corrects a published report.

    Raises Invalid where the period has not begun, or a correction has no reason.
    """
    kind, period, agency = _asked(actor, wanted)
    read = replicas.reader()
    built = read(lambda: building.build(files, kind, wanted.region, agency, period))
    devices = "" if built.devices is None else files.put(frames.as_bytes(built.devices))
    cases = files.put(frames.as_bytes(built.cases))
    stored = asdict(built.content)
    with db.atomic():
        report = _report(wanted.region, kind, period, agency)
        number = _next_number(report, wanted.reason)
        made = ReportVersion.create(
            report=report,
            number=number,
            content=stored,
            digest=hashlib.sha256(dump(stored).encode()).hexdigest(),
            reason=wanted.reason,
            devices_sha256=devices,
            cases_sha256=cases,
            made_at=clock.now(),
            made_by=actor.id,
        )
        _record(actor, "report.made", made)
    return made


def _asked(actor: Actor, wanted: Wanted) -> tuple[Kind, Period, Agency]:
    access.require_region(actor, wanted.region)
    regions.get(wanted.region)
    kind = periods.kinds().get(wanted.kind)
    if kind is None:
        raise not_found("这种报告", "such kind of report")
    period = periods.period_of(kind.cadence, wanted.day)
    if period.begin > clock.today():
        raise Invalid.of("reports.not_begun", period=period.name)
    return kind, period, _agency(wanted.region, wanted.agency_id)


def _agency(region: str, agency_id: int | None) -> Agency:
    """Whose head stands over it: the one asked for, else the office of development, else any."""
    there = agencies.of_region(region)
    candidates = [item for item in there if agency_id in (None, item.id)]
    if not candidates:
        raise Invalid.of("agencies.no_agency", region=region)
    return next((item for item in candidates if HEAD in item.competences), candidates[0])


def _report(region: str, kind: Kind, period: Period, agency: Agency) -> Report:
    report, _ = Report.get_or_create(
        kind=kind.id,
        region=region,
        period=period.name,
        defaults={
            "begin": period.begin,
            "end": period.end,
            "agency": agency,
            "created_at": clock.now(),
        },
    )
    return report


def _next_number(report: Report, reason: str) -> int:
    """The number of the next version; a draft gives up its number."""
    last = (
        ReportVersion.select()
        .where(ReportVersion.report == report)
        .order_by(ReportVersion.number.desc())
        .first()
    )
    if last is None:
        return 1
    if last.published_at is None:
        last.delete_instance()
        return last.number
    if not reason.strip():
        raise Invalid.of("reports.no_reason")
    return last.number + 1


def publish(actor: Actor, files: FileStore, version_id: int) -> ReportVersion:
    """Print a draft for good: from here on it is never changed."""
    found = get(actor, version_id)
    access.require_region(actor, found.report.region)
    if found.published_at is not None:
        raise Conflict.of("reports.published")
    at = clock.now()
    printed = {f"{form}_sha256": files.put(_printed(found, form, _day(at))) for form in FORMATS}
    with db.atomic():
        # The second of two who publish, or make it again, at the same time gets a conflict.
        done = (
            ReportVersion.update(published_at=at, published_by=actor.id, **printed)
            .where(
                (ReportVersion.id == version_id)
                & ReportVersion.published_at.is_null()
                & (ReportVersion.digest == found.digest)
            )
            .execute()
        )
        if not done:
            raise Conflict.of("reports.published")
        _record(actor, "report.published", found, printed)
    return get(actor, version_id)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.SHANGHAI).date()


def _printed(version: ReportVersion, form: str, issued_on: date | None) -> bytes:
    said = content.of_json(version.content)
    if form == "pdf":
        red_head = version.report.agency.red_head
        return pdf(said, version.number, issued_on, version.digest, red_head=red_head)
    if form == "docx":
        return word(said, version.number, issued_on)
    return workbook(said, version.number)


@dataclass(frozen=True)
class File:
    """A report to hand out."""

    name: str
    mimetype: str
    content: bytes


def file(actor: Actor, files: FileStore, version_id: int, form: str) -> File:
    """A version as a file: as it was published, or the draft as it would be."""
    found = get(actor, version_id)
    kept = getattr(found, f"{form}_sha256")
    made = files.get(kept) if kept else _printed(found, form, None)
    _record(actor, "report.fetched", found, {"format": form})
    draft = "" if found.published_at else "（草稿）"
    name = f"{found.content['title']}-第{found.number}版{draft}.{form}"
    return File(name, FORMATS[form], made)


def differences(actor: Actor, version_id: int, other_id: int | None = None) -> Differences:
    """What changed from another version of the same report, usually the last, to this one."""
    one = get(actor, version_id)
    other = _former(one) if other_id is None else get(actor, other_id)
    if one.report_id != other.report_id:
        raise Invalid.of("reports.other_report")
    return comparing.compare(content.of_json(other.content), content.of_json(one.content))


def _former(version: ReportVersion) -> ReportVersion:
    """The version before one; of the first, itself."""
    earlier = (ReportVersion.report == version.report_id) & (
        ReportVersion.number == version.number - 1
    )
    return ReportVersion.get_or_none(earlier) or version


def _record(
    actor: Actor, event: str, version: ReportVersion, detail: dict[str, str] | None = None
) -> None:
    audit.record(
        event,
        actor,
        subject="report",
        subject_id=version.report_id,
        detail={"version": version.number, "digest": version.digest, **(detail or {})},
    )
