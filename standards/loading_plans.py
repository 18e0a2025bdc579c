"""Local plans: their rules, tasks, targets, measures and practices, in the plan's own words."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

import polars as pl

from standards.checks.base import words
from standards.errors import LibraryError
from standards.loading_rules import References, check_document, read_rule
from standards.loading_tables import read_csv
from standards.model import Plan, Rule
from standards.strict import Entry, read_toml

TASK_COLUMNS = (
    "id",
    "region_code",
    "task_no",
    "place",
    "group",
    "title",
    "summary",
    "lead_units",
    "responsible_units",
    "due_year",
)
TARGET_COLUMNS = (
    "id",
    "region_code",
    "task_no",
    "place",
    "indicator",
    "indicator_en",
    "equipment_kind",
    "operator",
    "value",
    "unit",
    "unit_en",
    "baseline_year",
    "due_date",
    "quote",
)
MEASURE_COLUMNS = (
    "id",
    "task_no",
    "place",
    "equipment_kind",
    "condition",
    "consequence",
    "deadline",
    "strength",
    "responsible_units",
    "quote",
    "rule",
    "why",
)
PRACTICE_COLUMNS = (
    "id",
    "task_no",
    "place",
    "practice",
    "responsible_units",
    "cycle",
    "quote",
    "same_as",
)
WORDING_COLUMNS = ("place", "text")
LIST_COLUMNS = (
    "list",
    "title",
    "place",
    "task_no",
    "id",
    "text",
    "lead_units",
    "responsible_units",
)
CYCLES = ("month", "quarter", "year", "regular")
REENTRY = "reentry"
"""In the place of a rule: the register itself answers, when a scrapped device comes back."""

_QUOTED = re.compile("“([^”]+)”")
_BLANKS = re.compile(r"\s+")


def load_plans(root: Path, refs: References) -> dict[str, Plan]:
    """The local plans by division code, one folder each.

    Raises: LibraryError naming file and key.
    """
    plans: dict[str, Plan] = {}
    for path in sorted((root / "plans").glob("*/plan.toml")):
        plan = _read_plan(path, root, refs)
        if plan.region in plans:
            raise LibraryError(
                path.relative_to(root).as_posix(),
                "region",
                "区划重复",
                "this region is there twice",
            )
        plans[plan.region] = plan
    return plans


def _read_plan(path: Path, root: Path, refs: References) -> Plan:
    top = read_toml(path, root)
    region, document = top.text("region"), top.text("document")
    if len(region) != 6 or not region.isdigit():
        raise top.fail("region", "须为6位行政区划代码", "must be a division code of 6 digits")
    check_document(top, document, refs)
    folder = path.parent

    def rows(name: str, columns: Sequence[str]) -> pl.DataFrame:
        return read_csv(folder / name, root, dict.fromkeys(columns, "text"), provenance=False)

    plan = Plan(
        region=region,
        region_name=top.text("region_name"),
        document=document,
        title=refs.documents[document].title,
        issuer=refs.documents[document].issuer or "",
        issued=refs.documents[document].issued,
        rules=_own_rules(top, refs, region, document),
        targets=rows("targets.csv", TARGET_COLUMNS),
        tasks=rows("tasks.csv", TASK_COLUMNS),
        measures=rows("measures.csv", MEASURE_COLUMNS),
        practices=rows("practices.csv", PRACTICE_COLUMNS),
        wording=rows("wording.csv", WORDING_COLUMNS),
        lists=_lists(folder / "lists.csv", root),
    )
    top.finish()
    name = folder.relative_to(root).as_posix()
    _refuse_bad_ids(name, plan)
    _refuse_bad_lists(name, plan)
    _refuse_altered_words(name, plan)
    return plan


def _lists(path: Path, root: Path) -> pl.DataFrame:
    """The lists of a plan; many a plan has none."""
    columns = dict.fromkeys(LIST_COLUMNS, "text")
    if not path.exists():
        return pl.DataFrame(schema=dict.fromkeys(LIST_COLUMNS, pl.String))
    return read_csv(path, root, columns, provenance=False)


def _own_rules(top: Entry, refs: References, region: str, document: str) -> tuple[Rule, ...]:
    rules = tuple(read_rule(e, refs, None, region, document) for e in top.entries("rule"))
    for rule in rules:
        if not rule.id.startswith(f"plan.{region}."):
            raise top.fail(
                f"rule[{rule.id}].id", f"须以 plan.{region}. 开头", f"must begin plan.{region}."
            )
    return rules


def statement_tables(plan: Plan) -> dict[str, pl.DataFrame]:
    """What the plan says, by the file that holds it."""
    return {
        "measures": plan.measures,
        "targets": plan.targets,
        "practices": plan.practices,
        "tasks": plan.tasks,
    }


def _refuse_bad_ids(folder: str, plan: Plan) -> None:
    """Every statement has an id of its own; a practice that repeats another statement names it."""
    seen: set[str] = set()
    for name, table in statement_tables(plan).items():
        for said in table["id"]:
            if not said or said in seen or not said.startswith(f"{plan.region}."):
                raise LibraryError(
                    f"{folder}/{name}.csv",
                    f"id {said}",
                    f"须以 {plan.region}. 开头，且不得重复",
                    f"must begin {plan.region}. and be there once",
                )
            seen.add(said)
    for row in plan.practices.iter_rows(named=True):
        if row["same_as"] is not None and row["same_as"] not in seen:
            raise _unknown(f"{folder}/practices.csv", "same_as", row["same_as"])
        if row["cycle"] is not None and row["cycle"] not in CYCLES:
            raise _unknown(f"{folder}/practices.csv", "cycle", row["cycle"])


def _refuse_bad_lists(folder: str, plan: Plan) -> None:
    """An item is a statement of the plan, or has words and an id of its list."""
    said = {name for table in statement_tables(plan).values() for name in table["id"]}
    tasks = set(plan.tasks["task_no"])
    seen: set[str] = set()
    for row in plan.lists.iter_rows(named=True):
        name, whole = row["id"], row["list"]
        fits = whole and whole.startswith(f"{plan.region}.L") and row["title"]
        if name is not None:
            words_of_its_own = row["text"] and name.startswith(f"{whole}.")
            fits = fits and name not in seen and bool(words_of_its_own) != (name in said)
            seen.add(name)
        if not fits or row["task_no"] not in tasks:
            raise _unknown(f"{folder}/lists.csv", "list", f"{whole} {name or ''}".strip())


def _unknown(file: str, key: str, value: str) -> LibraryError:
    return LibraryError(file, f"{key} {value}", "没有此项", "there is no such entry")


def plain(text: str) -> str:
    """Words without blanks: a plan's text breaks its lines anywhere."""
    return _BLANKS.sub("", text)


def quotations(message: str) -> list[str]:
    """The words that a sentence puts in quotation marks, without slots."""
    return [plain(words) for words in _QUOTED.findall(message) if "{" not in words]


def _refuse_altered_words(folder: str, plan: Plan) -> None:
    """What is quoted stands so in the plan: at its place, as ``wording.csv`` holds it."""
    held: dict[str, list[str]] = {}
    for place, text in plan.wording.iter_rows():
        held.setdefault(place, []).append(plain(text))
    for name in ("measures", "targets", "practices"):
        for row in statement_tables(plan)[name].iter_rows(named=True):
            if not any(plain(row["quote"]) in text for text in held.get(row["place"], ())):
                raise _altered(f"{folder}/{name}.csv", row["id"], row["quote"])
    sentences = [text for texts in held.values() for text in texts]
    for rule in plan.rules:
        for message in rule.messages.values():
            for quote in quotations(message.zh):
                if not any(quote in text for text in sentences):
                    raise _altered(f"{folder}/plan.toml", rule.id, quote)


def _altered(file: str, key: str, quote: str) -> LibraryError:
    return LibraryError(
        file,
        key,
        f"“{quote}”不是方案原文",
        f"{quote!r} are not words of the plan at this place",
        code="quote",
    )


def rules_named(text: str | None, plan: Plan, rules: Sequence[Rule]) -> tuple[str, ...]:
    """The rules that a measure names: the plan's own by id, national ones by id or pattern."""
    found: dict[str, None] = {}
    for name in words(text):
        ids = [r.id for r in rules if r.region in (None, plan.region) and fnmatchcase(r.id, name)]
        found |= dict.fromkeys(ids)
    return tuple(found)


def refuse_unexplained_duties(root: Path, plans: Mapping[str, Plan], texts: Container[str]) -> None:
    """A measure without a rule says why it has none (``why``, a text duty-…); one with rules has
    nothing to explain.

    Raises: LibraryError naming file and measure.
    """
    for plan in plans.values():
        for row in plan.measures.iter_rows(named=True):
            known = f"duty-{row['why']}" in texts
            if (row["why"] is None) == (row["rule"] is None) or (row["why"] and not known):
                raise LibraryError(
                    f"{_folder(root, plan.region)}/measures.csv",
                    f"why {row['id']}",
                    "没有规则的措施须写明原因，有规则的不写",
                    "a measure without a rule says why, one with a rule does not",
                    code="reference",
                )


def _folder(root: Path, region: str) -> str:
    found = next((root / "plans").glob(f"{region}_*"), None)
    return "plans" if found is None else found.relative_to(root).as_posix()


def refuse_lost_measures(root: Path, plans: Mapping[str, Plan], rules: Sequence[Rule]) -> None:
    """Every rule of a plan stands for a measure of its text, and a measure names no other rule.

    Raises: LibraryError naming file and rule.
    """
    for region, plan in plans.items():
        named: set[str] = set()
        for name in dict.fromkeys(n for text in plan.measures["rule"] for n in words(text)):
            ids = rules_named(name, plan, rules)
            if not ids and name != REENTRY:
                raise _lost(_folder(root, region), name)
            named |= set(ids)
        for rule in plan.rules:
            if rule.id not in named:
                raise _lost(_folder(root, region), rule.id)


def _lost(folder: str, rule: str) -> LibraryError:
    return LibraryError(
        f"{folder}/measures.csv",
        f"rule {rule}",
        "没有此规则，或方案规则没有对应的措施",
        "there is no such rule, or no measure stands for this rule of the plan",
    )
