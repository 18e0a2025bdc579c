"""Judgement cases as sheets: TOML that somebody who knows the law can read and correct.

A file says ``kind``, ``region`` and ``as_of`` for all its groups; a group may say them otherwise,
and names the ``rule`` that it is about and the facts that its cases share. A case says its name,
the facts that differ, what the rule finds (``expect``; "nothing" where it must be silent), what
others find (``others``, by rule; ``absent`` lists those that must be silent) and the ``verdict``.
The word "none" stands for no value; among the facts it takes a shared one away.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import standards
from standards.rendering import as_findings
from tests.machine_words import machine_words

SHARED = ("kind", "region", "as_of", "horizon")
GROUP = {*SHARED, "about", "rule", "facts", "case"}
CASE = {*SHARED, "name", "why", "facts", "expect", "others", "absent", "verdict"}


def cases(text: str) -> Iterator[dict[str, Any]]:
    """The cases of a sheet: case, kind, region, as_of, horizon, facts, expect, absent, verdict."""
    sheet = tomllib.loads(text)
    _only(sheet, {*SHARED, "group"}, "sheet")
    top = {key: sheet[key] for key in SHARED if key in sheet}
    for group in sheet["group"]:
        _only(group, GROUP, str(group.get("about", group.get("rule"))))
        shared = {**top, **{key: group[key] for key in SHARED if key in group}}
        for case in group["case"]:
            _only(case, CASE, str(case.get("name")))
            yield _case(shared, group, case)


def of_file(path: Path) -> list[dict[str, Any]]:
    """The cases of a file.

    Raises: ValueError for an unknown key, or a name that stands twice under one rule.
    """
    found = list(cases(path.read_text(encoding="utf-8")))
    names = [case["case"] for case in found]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"{path.name}: two cases are called {name!r}")
    return found


def _case(
    shared: Mapping[str, Any], group: Mapping[str, Any], case: Mapping[str, Any]
) -> dict[str, Any]:
    expect = {rule: _plain(said) for rule, said in case.get("others", {}).items()}
    absent = list(case.get("absent", []))
    if case.get("expect") == "nothing":
        absent.append(group["rule"])
    elif "expect" in case:
        expect[group["rule"]] = _plain(case["expect"])
    chosen = {**shared, **{key: case[key] for key in SHARED if key in case}}
    facts = {**group.get("facts", {}), **case.get("facts", {})}
    day = chosen["as_of"]
    return {
        "case": f"{group['rule']}: {case['name']}" if "rule" in group else case["name"],
        "kind": chosen["kind"],
        "region": _plain(chosen["region"]),
        "as_of": day.isoformat() if isinstance(day, date) else day,
        "horizon": chosen.get("horizon", 365),
        "facts": {key: _plain(value) for key, value in facts.items() if value != "none"},
        "expect": expect,
        "absent": absent,
        "verdict": _plain(case["verdict"]),
    }


def _plain(value: Any) -> Any:
    """A value as the engine's public JSON has it."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "none" else value


def _only(values: Mapping[str, Any], allowed: set[str], where: str) -> None:
    unknown = sorted(values.keys() - allowed)
    if unknown:
        raise ValueError(f"{where}: unknown key {unknown[0]!r}")


def judged(
    library: standards.Library, cases: Sequence[Mapping[str, Any]]
) -> list[list[standards.Finding]]:
    """The findings of each case; devices of one kind, day and horizon in one run of the engine."""
    together: dict[tuple[str, str, int], list[int]] = {}
    for number, case in enumerate(cases):
        together.setdefault((case["kind"], case["as_of"], case["horizon"]), []).append(number)
    found: list[list[standards.Finding]] = [[] for _ in cases]
    for (kind, day, horizon), numbers in together.items():
        records = [_record(cases[number]) for number in numbers]
        frame = standards.frame_of(library.kind(kind), records)
        findings = standards.assess(library, kind, frame, date.fromisoformat(day), horizon)
        table = findings.findings()
        for row, finding in zip(table["row"], as_findings(table), strict=True):
            found[numbers[row]].append(finding)
    return found


def _record(case: Mapping[str, Any]) -> dict[str, Any]:
    return case["facts"] | ({} if case["region"] is None else {"region": case["region"]})


def check_all(library: standards.Library, cases: Sequence[Mapping[str, Any]]) -> None:
    """Judge the devices of all cases and assert what each expects."""
    for case, findings in zip(cases, judged(library, cases), strict=True):
        check(library, case, findings)


def check(
    library: standards.Library, case: Mapping[str, Any], findings: Sequence[standards.Finding]
) -> None:
    """Assert of the findings of a case what it expects."""
    for finding in findings:
        assert not machine_words(library, finding), finding
    found = {f.rule: f.as_dict() for f in findings}
    for rule, expected in case["expect"].items():
        assert rule in found, f"{rule} is absent; there are {sorted(found)}"
        assert {k: found[rule][k] for k in expected} == expected, found[rule]
    assert standards.verdict_of(findings)[0] == case["verdict"], found
    assert not set(case["absent"]) & set(found)
    for finding in findings:
        assert finding.message and "□" not in finding.message, finding
        assert finding.message_en and "□" not in finding.message_en, finding
