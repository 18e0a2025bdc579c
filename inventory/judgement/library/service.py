"""What may be read of the library: all of it except where on the web somebody found it.

Without a ledger that is the built-in library; with one, what the office added stands in it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import standards
from inventory.core import clock, region_codes
from inventory.core.errors import not_found
from inventory.core.kinds import known_kinds
from inventory.judgement.library import current, marks
from inventory.judgement.library.models import LibraryMark
from inventory.judgement.library.results import (
    Clause,
    DocumentDetail,
    DocumentSummary,
    Outcome,
    PlanRows,
    RuleDetail,
    RuleSummary,
    Sentence,
    Window,
)
from inventory.judgement.library.searching import matches
from inventory.judgement.library.tables import clean, plain, table_summary, tables_of
from standards import Document, Kind, Library, Plan, Rule, Table
from standards.places import printed_place

# A document that nobody has compared with the official text for so long says so.
STALE = timedelta(days=365)


@dataclass(frozen=True)
class RuleFilter:
    """Which rules to list; blank means all."""

    kind: str = ""
    region: str = ""
    document: str = ""
    outcome: str = ""
    q: str = ""
    in_force: date | None = None


def kinds() -> list[Kind]:
    """The kinds of equipment with their fields, in the order of a form."""
    return list(known_kinds().values())


def kind(kind_id: str) -> Kind:
    found = known_kinds().get(kind_id)
    if found is None:
        raise not_found("设备种类", "kind of equipment")
    return found


# Documents -----------------------------------------------------------------------------------


def documents(q: str = "", type_: str = "", in_force: date | None = None) -> list[DocumentSummary]:
    """The documents with their dates; `in_force` leaves those that held on that day."""
    library, checked = current.load(), marks.standing()
    return [
        summary(library, item, checked)
        for item in library.documents.values()
        if (not type_ or item.type == type_)
        and (in_force is None or holds(item, in_force))
        and matches(q, (item.number, item.title, item.issuer or ""))
    ]


def holds(document: Document, day: date) -> bool:
    """Whether a document is in force on a day; one without a date is taken to be."""
    begun = document.in_force is None or document.in_force <= day
    return begun and (document.superseded_on is None or day < document.superseded_on)


def summary(
    library: Library, document: Document, checks: Mapping[str, LibraryMark] | None = None
) -> DocumentSummary:
    """A document with its four dates and how much rests on it; it counts as checked on the day on
    which the last of its tables was.
    """
    today = clock.today()
    compared = marks.checked_on(library, document.number, checks or {})
    checked = max(filter(None, (document.last_checked, compared)), default=None)
    return DocumentSummary(
        id=document.number,
        number=document.number,
        title=document.title,
        type=document.type,
        issuer=document.issuer,
        issued=document.issued,
        in_force=document.in_force,
        superseded_on=document.superseded_on,
        superseded_by=document.superseded_by,
        last_checked=checked,
        looked_on=document.looked_on,
        note=document.note,
        stale=checked is None or today - checked > STALE,
        holds_today=holds(document, today),
        certainty=document.certainty,
        rules=len(rules_of(library, document.number)),
        tables=sum(table.document == document.number for table in library.tables.values()),
    )


def document(number: str) -> DocumentDetail:
    """One document with its clauses, the rules on each, its tables and its plan.

    Raises: NotFound.
    """
    library = current.load()
    found = library.documents.get(number)
    if found is None:
        raise not_found("文件", "document")
    rules = rules_of(library, number)
    tables = [table for table in library.tables.values() if table.document == number]
    plan = next((item for item in library.plans.values() if item.document == number), None)
    checked = marks.standing()
    return DocumentDetail(
        **vars(summary(library, found, checked)),
        clauses=clauses(library, rules, tables),
        rule_list=[rule_summary(library, rule) for rule in rules],
        table_list=[table_summary(table, checked.get(table.id)) for table in tables],
        plan=plan_of(plan) if plan else None,
        supersedes=[
            item.number for item in library.documents.values() if item.superseded_by == number
        ],
    )


def rules_of(library: Library, number: str) -> list[Rule]:
    """The rules that rest on a document, by themselves or by one of their editions."""
    return of_today(
        rule
        for rule in library.rules
        if number in {rule.document, *(edition.document for edition in rule.editions)}
    )


def of_today(rules: Iterable[Rule]) -> list[Rule]:
    """Of several windows of one id the one that holds today, or the last: a rule is one line."""
    today = clock.today()
    chosen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id not in chosen or not chosen[rule.id].in_force(today):
            chosen[rule.id] = rule
    return list(chosen.values())


@dataclass
class _Used:
    """What the library takes from one place in a document, while it is gathered."""

    rules: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    rows: int = 0
    wording: str = ""


def clauses(library: Library, rules: Iterable[Rule], tables: Iterable[Table]) -> list[Clause]:
    """The places in a document that the library uses, as printed: by rules, by rows of tables."""
    found: dict[str, _Used] = {}
    for rule in rules:
        found.setdefault(rule.clause, _Used()).rules.append(rule.id)
    for table in tables:
        column = next((name for name in ("clause", "item") if name in table.rows.columns), None)
        if column is None:
            continue
        for row in table.rows.iter_rows(named=True):
            place = printed_place(library, table.document, row[column] or "")
            used = found.setdefault(place, _Used())
            used.rows += 1
            used.wording = used.wording or row.get("wording") or ""
            if table.id not in used.tables:
                used.tables.append(table.id)
    return [Clause(clause=clause, **vars(used)) for clause, used in found.items() if clause]


def plan_of(plan: Plan) -> PlanRows:
    """A local plan with its tasks and targets."""
    return PlanRows(
        region=plan.region,
        region_name=plan.region_name,
        tasks=[clean(row) for row in plan.tasks.iter_rows(named=True)],
        targets=[clean(row) for row in plan.targets.iter_rows(named=True)],
    )


# Rules ---------------------------------------------------------------------------------------


def rules(wanted: RuleFilter) -> list[RuleSummary]:
    """Rules by kind, region (those that hold there), document, outcome, day and words."""
    library = current.load()
    chosen = of_today(rule for rule in library.rules if _wanted(library, rule, wanted))
    return [rule_summary(library, rule) for rule in chosen]


def _wanted(library: Library, rule: Rule, wanted: RuleFilter) -> bool:
    return (
        (not wanted.kind or rule.kind == wanted.kind)
        and (not wanted.document or rule in rules_of(library, wanted.document))
        and (not wanted.outcome or wanted.outcome in outcomes(rule))
        and (not wanted.region or rule.region is None or _reaches(rule.region, wanted.region))
        and (wanted.in_force is None or rule.in_force(wanted.in_force))
        and matches(wanted.q, (rule.id, rule.title_zh, rule.title_en, rule.document, rule.clause))
    )


def _reaches(plan: str, region: str) -> bool:
    """Whether a plan holds somewhere in a region, or in all of it."""
    return region_codes.covers(plan, region) or region_codes.covers(region, plan)


def outcomes(rule: Rule) -> list[str]:
    """The outcomes that a rule has words for, worst first ("meets-access" is a `meets`)."""
    words = {name.split("-")[0] for name in rule.messages}
    return [word for word in standards.OUTCOMES if word in words]


def rule_summary(library: Library, rule: Rule) -> RuleSummary:
    """A rule in one line."""
    return RuleSummary(
        id=rule.id,
        kind=rule.kind,
        kind_name=library.kinds[rule.kind].name_zh,
        name=rule.title_zh,
        name_en=rule.title_en,
        document=rule.document,
        document_title=library.documents[rule.document].title,
        clause=rule.clause,
        region=rule.region,
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        from_certainty=rule.from_certainty,
        in_force_today=rule.in_force(clock.today()),
        selects=rule.selects,
        obligation=rule.obligation,
        certainty=rule.certainty,
        outcomes=[Outcome(word=word, name=standards.OUTCOME_ZH[word]) for word in outcomes(rule)],
    )


def rule(rule_id: str) -> RuleDetail:
    """One rule with its editions, its sentences and the tables that it looks into.

    Raises: NotFound.
    """
    library = current.load()
    windows = [item for item in library.rules if item.id == rule_id]
    if not windows:
        raise not_found("规则", "rule")
    (found,) = of_today(windows)
    return RuleDetail(
        **vars(rule_summary(library, found)),
        windows=[_window(library, item) for item in windows],
        check=found.check,
        only_in_use=found.only_in_use,
        dates=list(found.dates),
        editions=found.editions,
        tables=tables_of(library, found),
        parameters={name: plain(value) for name, value in found.params.items()},
        messages=[
            Sentence(outcome=name, zh=message.zh, en=message.en)
            for name, message in found.messages.items()
        ],
    )


def _window(library: Library, rule: Rule) -> Window:
    return Window(
        valid_from=rule.valid_from,
        valid_to=rule.valid_to,
        document=rule.document,
        document_title=library.documents[rule.document].title,
        clause=rule.clause,
    )
