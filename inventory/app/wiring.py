"""Entries of the upper bands in the registries of the lower ones, all in one place.

A new domain is a folder, its entries here, and its blueprint in routes.py.
"""

from __future__ import annotations

from inventory.app import job_kinds as _job_kinds  # noqa: F401  registers the kinds of jobs
from inventory.app import notifying
from inventory.core.finding import finders
from inventory.desk.workbench import sorts as waiting_sorts
from inventory.enforcement.answering import ended as answers_ended
from inventory.enforcement.answering import files as answer_files
from inventory.enforcement.answering import service as answering
from inventory.enforcement.cases import documents as case_documents
from inventory.enforcement.cases import ended as cases_ended
from inventory.enforcement.cases import facts as case_facts
from inventory.enforcement.cases import files as case_files
from inventory.enforcement.cases import finding as cases_finding
from inventory.enforcement.cases import marks as case_marks
from inventory.enforcement.cases import recording
from inventory.enforcement.cases import tasks as case_tasks
from inventory.enforcement.cases import telling as cases_telling
from inventory.enforcement.inspecting import files as inspection_files
from inventory.enforcement.inspecting import service as inspecting
from inventory.enforcement.notices import finding as notices_finding
from inventory.enforcement.notices import holding as notices
from inventory.enforcement.notices import ordering
from inventory.enforcement.notices import telling as notices_telling
from inventory.enforcement.papers import finding as papers_finding
from inventory.enforcement.papers import showing, signing, visit_records
from inventory.enforcement.rechecking import linking
from inventory.enforcement.rechecking import telling as recheck_telling
from inventory.enforcement.serving import files as delivery_files
from inventory.intake.confirmations import ended as confirmations_ended
from inventory.intake.declarations import ended as declarations_ended
from inventory.intake.declarations import files as declared_files
from inventory.intake.declarations import finding as declarations_finding
from inventory.intake.declarations import holding as declarations
from inventory.intake.declarations import telling as declarations_telling
from inventory.intake.diagnoses import files as diagnosis_files
from inventory.intake.imports import background as imports_background
from inventory.intake.imports import scanned
from inventory.intake.imports import telling as imports_telling
from inventory.intake.photos import files as photo_files
from inventory.intake.registrations import ended as registrations_ended
from inventory.intake.registrations import files as registration_files
from inventory.intake.surveys import files as survey_files
from inventory.intake.visits import files as visit_files
from inventory.intake.visits import telling as visits_telling
from inventory.judgement.alerts import ended as alerts_ended
from inventory.judgement.alerts import telling as alerts_telling
from inventory.judgement.assessments import explaining as verdicts_explaining
from inventory.judgement.assessments import telling as verdicts_telling
from inventory.judgement.duties import ended as duties_ended
from inventory.judgement.duties import files as duty_files
from inventory.judgement.ledger import finding as ledger_finding
from inventory.judgement.ledger import telling as ledger_telling
from inventory.judgement.library import current
from inventory.judgement.library import finding as library_finding
from inventory.judgement.plans import ended as plans_ended
from inventory.judgement.plans import files as plan_files
from inventory.judgement.projects import files as project_files
from inventory.judgement.projects import holding as projects_holding
from inventory.judgement.projects import telling as projects_telling
from inventory.judgement.reentry import service as reentry
from inventory.people.enterprises import finding as enterprises_finding
from inventory.registry.attachments import parents
from inventory.registry.attachments.service import (
    ANSWER,
    CASE,
    DELIVERY,
    DIAGNOSIS,
    DISPOSAL,
    DUTY,
    DUTY_PROBLEM,
    INSPECTION,
    INSPECTION_LINE,
    ITEM,
    OPINION,
    PHOTO,
    PROGRESS,
    PROJECT,
    REGISTRATION,
    SURVEY,
    VISIT,
)
from inventory.registry.disposals import files as disposal_files
from inventory.registry.disposals import telling as disposals_telling
from inventory.registry.equipment.holders import holders
from inventory.registry.equipment.marks import CASES, RECHECKS, linkers, markers
from inventory.registry.equipment.stories import revision_reasons, revision_sentences, tellers
from inventory.registry.jobs import service as jobs
from inventory.registry.notifications.done import ended
from inventory.registry.notifications.done import holders as things_held
from inventory.registry.reading import scans


def wire() -> None:
    """Make every entry; making them again changes nothing."""
    # What a file may belong to.
    parents.rights.enter(ITEM, declared_files.RIGHTS)
    parents.rights.enter(REGISTRATION, registration_files.RIGHTS)
    parents.rights.enter(SURVEY, survey_files.RIGHTS)
    parents.rights.enter(DIAGNOSIS, diagnosis_files.RIGHTS)
    parents.rights.enter(VISIT, visit_files.RIGHTS)
    scans.keepers.enter(scanned.NAME, scanned.KEPT)
    parents.rights.enter(PHOTO, photo_files.RIGHTS)
    parents.rights.enter(PROGRESS, plan_files.RIGHTS)
    parents.rights.enter(PROJECT, project_files.RIGHTS)
    parents.rights.enter(DUTY, duty_files.DUTIES)
    parents.rights.enter(DUTY_PROBLEM, duty_files.PROBLEMS)
    parents.rights.enter(DISPOSAL, disposal_files.RIGHTS)
    parents.rights.enter(CASE, case_files.RIGHTS)
    parents.rights.enter(DELIVERY, delivery_files.RIGHTS)
    parents.rights.enter(OPINION, answer_files.OPINIONS)
    parents.rights.enter(ANSWER, answer_files.ANSWERS)
    parents.rights.enter(INSPECTION, inspection_files.RIGHTS)
    parents.rights.enter(INSPECTION_LINE, inspection_files.LINES)
    # A device's story: who tells it, revisions first, and how revisions are worded.
    tellers.enter("revisions", ledger_telling.revisions)
    tellers.enter("verdicts", verdicts_telling.verdicts)
    tellers.enter("alerts", alerts_telling.alerts)
    tellers.enter("notices", notices_telling.notices)
    tellers.enter("cases", cases_telling.cases)
    tellers.enter("visits", visits_telling.visits)
    tellers.enter("projects", projects_telling.projects)
    tellers.enter("disposals", disposals_telling.disposals)
    revision_sentences.enter("import", imports_telling.imported)
    revision_sentences.enter("undo", imports_telling.undone)
    revision_sentences.enter("merge", ledger_telling.merged)
    revision_sentences.enter("unmerge", ledger_telling.unmerged)
    revision_sentences.enter("split", ledger_telling.split)
    revision_sentences.enter("transfer", ledger_telling.transferred)
    revision_sentences.enter("county", ledger_telling.arrived)
    revision_sentences.enter("restore", ledger_telling.restored)
    revision_sentences.enter("settled", ledger_telling.settled)
    revision_reasons.enter("import", imports_telling.reason)
    revision_reasons.enter("declaration", declarations_telling.reason)
    revision_reasons.enter("case", recheck_telling.reason)
    # What prevents the undo of an import.
    holders.enter("notices", notices.notices)
    holders.enter("declarations", declarations.declarations)
    holders.enter("projects", projects_holding.projects)
    # What a job runs within: one library from its first device to its last.
    jobs.surroundings.enter("library", current.holding)
    # Who is told that a job failed.
    jobs.failures.enter("notifications", notifying.job_failed)
    jobs.failures.enter("imports", imports_background.give_up)
    # Whether the work that a notification asks for is done.
    ended.enter("case_to_review.case", cases_ended.reviewed)
    ended.enter("case_to_sign.case", cases_ended.signed)
    ended.enter("term_ending.case", cases_ended.replied)
    ended.enter("case_late.case", cases_ended.in_time)
    ended.enter("answer_arrived.case", answers_ended.decided)
    ended.enter("declaration_submitted.declaration", declarations_ended.reviewed)
    ended.enter("declaration_returned.declaration", declarations_ended.corrected)
    ended.enter("registration_submitted.registration", registrations_ended.decided)
    for event in ("confirmation_asked", "confirmation_reminder", "confirmation_late"):
        ended.enter(f"{event}.confirmation", confirmations_ended.handed_in)
    ended.enter("case_back.case", cases_ended.taken_up)
    ended.enter("visit_problem.visit", cases_ended.visits_seen_to)
    ended.enter("target_behind.target_figure", plans_ended.told)
    ended.enter("target_behind.target", plans_ended.reached)
    for event in ("alert_stage", "alert_assigned", "alert_moved_on", "alert_unanswered"):
        ended.enter(f"{event}.alert", alerts_ended.seen_to)
    # What was given to somebody else meanwhile.
    for event in ("alert_stage", "alert_assigned", "alert_moved_on"):
        things_held.enter(f"{event}.alert", alerts_ended.held)
    for event in ("duty_given", "duty_term"):
        ended.enter(f"{event}.duty", duties_ended.finished)
    for event in ("figure_asked", "duty_term"):
        ended.enter(f"{event}.figure_request", duties_ended.told)
    # The open case of a device, wherever it is listed.
    markers.enter(CASES, case_marks.MARKER)
    # What replaced it, on its own page.
    linkers.enter(RECHECKS, linking.of)
    # What the guards of a case ask about its documents.
    case_facts.drafts.enter("orders", ordering.drafts_of)
    case_facts.answers.enter("answers", answering.count)
    case_facts.papers.enter("papers", signing.written)
    # What a case waits for, on the desks.
    case_tasks.askers.enter(case_tasks.ANSWERS, answering.undecided)
    case_tasks.askers.enter(case_tasks.OPINIONS, answering.unreviewed)
    case_tasks.askers.enter(case_tasks.CLOSING, signing.reported)
    # Who keeps the documents of a case, finds them by digest, and makes them void.
    case_documents.keepers.enter("notice", notices.documents)
    case_documents.keepers.enter("paper", showing.documents)
    case_documents.lookups.enter("notice", notices.by_digest)
    case_documents.lookups.enter("paper", showing.by_digest)
    case_documents.correctors.enter("paper", showing.corrected)
    case_documents.voids.enter("notice", notices.void)
    case_documents.voids.enter("paper", showing.void)
    # Who makes a paper of the record of a visit.
    inspecting.recorders.enter("paper", visit_records.freeze)
    # Who plans the visit that a written notice announces.
    recording.planners.enter("visit", inspecting.announced)
    # What waits on the desks, of every sort.
    waiting_sorts.enter()
    # Which documents settle a re-entry case.
    reentry.addressees.enter("notice", notices.addressee)
    # Whether a finding may enter an order, as the reason why beside it says.
    verdicts_explaining.admissions.enter(verdicts_explaining.ORDER, notices.admitting)
    # Who finds what of the search over everything, in the order of its groups.
    finders.enter("device", ledger_finding.devices)
    finders.enter("enterprise", enterprises_finding.enterprises)
    finders.enter("case", cases_finding.cases)
    finders.enter("notice", notices_finding.notices)
    finders.enter("paper", papers_finding.papers)
    finders.enter("declaration", declarations_finding.declarations)
    finders.enter("library", library_finding.documents)
