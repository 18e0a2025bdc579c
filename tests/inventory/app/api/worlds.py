"""What belongs to an enterprise or a person in the world of the API's tests: one of everything."""

from __future__ import annotations

import base64
import uuid
from datetime import timedelta
from pathlib import Path

from inventory.core import clock
from inventory.core.access import SYSTEM, Actor, Role
from inventory.core.files import FileStore
from inventory.core.settings import Settings
from inventory.core.web.client import Client
from inventory.desk.exports import service as exports
from inventory.desk.reports import service as reports
from inventory.desk.saved_views import service as saved_views
from inventory.enforcement.agencies import service as agencies
from inventory.enforcement.answering.models import Answer, Opinion
from inventory.enforcement.campaigns.models import Campaign
from inventory.enforcement.cases.models import CaseDevice, CaseRemark, CaseStep
from inventory.enforcement.documents.model import Officer
from inventory.enforcement.inspecting import service as inspections
from inventory.enforcement.notices import service as notices
from inventory.enforcement.notices.terms import Terms
from inventory.enforcement.papers import service as papers
from inventory.enforcement.rechecking.models import Recheck
from inventory.enforcement.serving.models import Delivery
from inventory.intake.confirmations.models import ConfirmationRequest
from inventory.intake.declarations import drafting
from inventory.intake.declarations import lookup as declared
from inventory.intake.declarations import service as declarations
from inventory.intake.diagnoses import service as diagnoses
from inventory.intake.imports import lookup, staging
from inventory.intake.imports.models import KnownWord
from inventory.intake.photos import service as photos
from inventory.intake.photos.models import NameplatePhoto
from inventory.intake.registrations import service as registrations
from inventory.intake.surveys import rounds
from inventory.intake.surveys.models import SurveyEntry
from inventory.intake.visits import service as visits
from inventory.judgement.alerts.models import Alert
from inventory.judgement.duties.models import Duty, DutyProblem, FigureRequest
from inventory.judgement.plans import reporting
from inventory.judgement.plans import service as plans
from inventory.judgement.projects import service as projects
from inventory.judgement.projects.models import SubsidyClaim
from inventory.judgement.reentry.models import ReentryCase
from inventory.judgement.whatif import service as whatif
from inventory.people.accounts import departments, sessions
from inventory.people.accounts.models import User
from inventory.people.enterprises import service as enterprises
from inventory.people.responsibilities import service as responsibilities
from inventory.registry.attachments import service as attachments
from inventory.registry.disposals.models import Disposal
from inventory.registry.equipment import retrieval
from inventory.registry.jobs import service as jobs
from inventory.registry.notifications import channels, testing
from inventory.registry.notifications.models import NotificationDelivery

PASSWORD = "correct horse battery"


# Each of these gives something away, wherever it shows.
FOREIGN = {
    "name": "阳城县机密锅炉厂",
    "uscc": "91140522535AN2E4T5",
    "serial_no": "SECRET-778",
    "maker": "机密变压器厂",
    "person": "机密监察员",
}


# A PNG of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


OFFICERS = (Officer("甲", "YS000001"), Officer("乙", "YS000002"))


def belongings(user: User, settings: Settings) -> dict[str, int]:
    """What belongs to a person alone; the inspector of the other county names it by a secret."""
    actor = sessions.actor_for(user)
    name = "机密脚本" if user.display_name == FOREIGN["person"] else "脚本"
    view = saved_views.create(
        actor, {"name": name, "region": "", "filters": {}, "sort": "verdict", "columns": []}
    )
    return {
        "user_id": user.id,
        "session_id": sessions.open_session(user, Client(agent=name))[1].id,
        "token_id": sessions.issue_token(actor, name, timedelta(days=1))[1].id,
        "view_id": view.id,
        "export_id": exports.request(
            actor, exports.ExportRequest({}, (), "csv"), settings.data_dir
        ).id,
        "responsibility_id": responsibilities.create(
            SYSTEM,
            {"region": actor.regions[0], "kind": "", "officer": user.id, "deputies": []},
        ).id,
        **_channel(f"{user.display_name}的总线"),
        "photo_id": _photo(actor, name, settings),
    }


def _photo(actor: Actor, name: str, settings: Settings) -> int:
    """A photograph of the person's own that was read, and names the person."""
    made = photos.add(
        actor,
        attachments.Upload(f"{name}.png", PIXEL, "nameplate_photo"),
        photos.Place(),
        FileStore(settings.files_dir),
        attachments.Limits(),
    )
    line = {"text": f"型号：{name}", "score": 0.99, "corners": [[0, 0], [9, 0], [9, 2], [0, 2]]}
    NameplatePhoto.update(
        state="read", lines=[line], width=10, height=10, read_at=clock.now()
    ).where(NameplatePhoto.id == made.id).execute()
    return int(made.id)


def _channel(name: str) -> dict[str, int]:
    """A channel and a message that was given up."""
    settings = {"url": "https://bus.example/hook", "secret": "0123456789abcdef"}
    made = channels.create(SYSTEM, {"kind": "webhook", "name": name, "settings": settings})
    key = testing.send_test(SYSTEM, made.id).id
    NotificationDelivery.update(state="failed").where(NotificationDelivery.id == key).execute()
    return {"channel_id": made.id, "notification_delivery_id": key}


def _known_word(owner: str, region: str) -> int:
    told = KnownWord.create(
        region=region,
        owner=owner,
        kind="boiler",
        field="fuel",
        word="柴火",
        written="柴火",
        choice="生物质",
        actor_name="测试",
        at=clock.now(),
    )
    return int(told.id)


def ids(
    enterprise: int, device: int, region: str, folder: Path, files: FileStore
) -> dict[str, int]:
    """One of everything that belongs to an enterprise or region, by the name of its id."""
    name = enterprises.get(SYSTEM, enterprise).name
    path = folder / f"{name}.csv"
    path.write_text(f"使用单位,型号,额定容量(kVA)\n{name},S7-500/10,500\n{name},S7,很大\n", "utf-8")
    staged = staging.stage(SYSTEM, staging.Request(path, path.name, region, "transformer"), files)
    row = lookup.rows(SYSTEM, staged.id).first()
    found = retrieval.get(SYSTEM, device)
    case = ReentryCase.create(
        kind=found.kind,
        former=device,
        former_version=1,
        former_state="报废",
        again=device,
        again_version=1,
        source="test",
        appeared_at=clock.now(),
        state="open",
        updated_at=clock.now(),
    )
    notice = notices.draft(SYSTEM, enterprise, "order", Terms(officers=OFFICERS))
    department = departments.visible(Actor(None, "", Role.INSPECTOR, (region,)))[0]
    agency = agencies.of_region(region)[0]
    clerk = Actor(None, "", Role.ENTERPRISE, enterprise=enterprise)
    declaration = drafting.create(clerk)
    item = drafting.add_item(clerk, declaration.id, drafting.Draft("confirm", equipment=device))
    code = enterprises.get(SYSTEM, enterprise).uscc or "914407040000000000"
    _, registration = registrations.apply(
        {
            "uscc": code,
            "name": name,
            "region": region,
            "contact": "申请人",
            "username": f"applicant-{region}",
        },
        PASSWORD,
        "192.0.2.7",
        10,
    )
    declarations.submit(
        clerk,
        declaration.id,
        declared.get(clerk, declaration.id).version,
        declarations.Signature("负责人", "经理", "0750-1234567", True),
    )
    file = attachments.add(
        SYSTEM,
        attachments.Parent(attachments.DEVICE, device),
        attachments.Upload(f"{name}.png", PIXEL),
        files,
        attachments.Limits(),
    )
    return {
        "case_id": case.id,
        "enterprise_id": enterprise,
        "equipment_id": device,
        "import_id": staged.id,
        "word_id": _known_word(name, region),
        "row_id": row.id,
        "notice_id": notice.id,
        "enforcement_case_id": notice.case_id,
        **_parts_of_case(notice.case_id, name),
        "campaign_id": _campaign(agency.id, region, name),
        "agency_id": agency.id,
        "department_id": department.id,
        "job_id": jobs.create("import", {}, None).id,
        "declaration_id": declaration.id,
        "item_id": item.id,
        "registration_id": registration.id,
        "attachment_id": file.id,
        "other_equipment_id": device,
        "what_if_id": whatif.request(
            SYSTEM, whatif.Question(name, clock.today(), clock.today(), 365)
        ).id,
        "progress_id": _progress(region, name),
        **_duty(region, name),
        "visit_id": _visit(device, name),
        **_project(enterprise, device, name),
        **_survey(enterprise, device, region, name),
        "disposal_id": Disposal.create(
            equipment=device, way="other", on=clock.today(), note=name, created_at=clock.now()
        ).id,
        "version_id": reports.make(
            SYSTEM, files, reports.Wanted("special", region, clock.today())
        ).id,
        "alert_id": Alert.get(Alert.equipment == device).id,
    }


def _campaign(agency: int, region: str, name: str) -> int:
    """A campaign of a division that names the enterprise."""
    made = Campaign.create(
        name=name,
        agency=agency,
        region=region,
        filters={},
        starts_on=clock.today(),
        ends_on=clock.today(),
        created_at=clock.now(),
    )
    return int(made.id)


def _parts_of_case(case: int, name: str) -> dict[str, int]:
    """One of everything that belongs to a case; each names the enterprise."""
    device = CaseDevice.get(CaseDevice.case == case)
    step = CaseStep.get(CaseStep.case == case)
    said = {"actor": None, "actor_name": name, "at": clock.now()}
    day = clock.today()
    key = str(uuid.uuid4())
    return {
        "paper_id": papers.draft(SYSTEM, case, "inspection_notice", "", {}).id,
        "inspection_id": inspections.plan(SYSTEM, case, day).id,
        "delivery_id": Delivery.create(
            case=case,
            document="notice:1",
            way="direct",
            tried_on=day,
            receiver=name,
            key=key,
            actor_name=name,
            created_at=clock.now(),
        ).id,
        "opinion_id": Opinion.create(case=case, text=name, key=key, **said).id,
        "answer_id": Answer.create(device=device, word="stopped", text=name, key=key, **said).id,
        "remark_id": CaseRemark.create(case=case, step=step, document="", text=name, **said).id,
        "recheck_id": Recheck.create(
            device=device, on=day, way="visit", result="put_right", files=[], key=key, **said
        ).id,
    }


def _progress(region: str, name: str) -> int:
    """A report of the first target of a region's plan."""
    target = plans.plan_of(region).targets.row(0, named=True)
    given = reporting.Report(
        target["task_no"], target["indicator"], clock.today(), f"{name}的报表", reached=False
    )
    return reporting.report(SYSTEM, region, given).id


def _project(enterprise: int, device: int, name: str) -> dict[str, int]:
    """A renewal project named after the enterprise, and a subsidy claimed for its device."""
    made = projects.begin(SYSTEM, projects.Begun(f"{name}更新", enterprise))
    projects.add_devices(SYSTEM, made.id, 1, [device])
    claim = SubsidyClaim.create(
        project=made, equipment=device, programme="x", on=clock.today(), created_at=clock.now()
    )
    return {"project_id": made.id, "claim_id": claim.id}


def _survey(enterprise: int, device: int, region: str, name: str) -> dict[str, int]:
    """A survey of a division, a diagnosis of the enterprise, its confirmation that is late."""
    today = clock.today()
    survey = rounds.begin(SYSTEM, rounds.Begun(f"{name}摸排", region, today, today, note=name))
    found = diagnoses.Found(name, device)
    told = diagnoses.Given(f"{name}诊断机构", today, name, findings=[found])
    ConfirmationRequest.create(
        enterprise=enterprise,
        year=today.year,
        asked_at=clock.now(),
        due=today - timedelta(days=1),
    )
    return {
        "survey_id": survey.id,
        "survey_entry_id": SurveyEntry.get(SurveyEntry.round == survey.id).id,
        "diagnosis_id": diagnoses.record(SYSTEM, enterprise, told).id,
    }


def _duty(region: str, name: str) -> dict[str, int]:
    """A statement that is worked, with a problem, and a figure that is asked for."""
    first = plans.statement_list(plans.plan_of(region))[0].id
    now = clock.now()
    told = {"measures": name, "state": "open", "updated_at": now, "version": 1}
    duty, _ = Duty.get_or_create(region=region, statement=first, defaults=told)  # one of a region
    problem = DutyProblem.create(
        duty=duty,
        region=region,
        text=name,
        due=clock.today(),
        state="open",
        raised_by=name,
        raised_at=now,
    )
    asked = FigureRequest.create(
        region=region,
        task_no="0",
        indicator=name,
        department=name,
        person=User.get(),
        due=clock.today(),
        state="asked",
        asked_name=name,
        asked_at=now,
    )
    return {
        "duty_id": duty.id,
        "duty_problem_id": problem.id,
        "figure_request_id": asked.id,
    }


def _visit(device: int, name: str) -> int:
    """A visit at a device, whose note names the enterprise."""
    found = visits.Found(
        device, clock.today(), "problem", "甲、乙", str(uuid.uuid4()), f"{name}：铭牌不清"
    )
    return visits.create(SYSTEM, found).id
