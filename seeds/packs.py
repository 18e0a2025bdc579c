"""The regional packs: for each region with a plan of 2024, who answers for which equipment.

The agencies are those that the plan's tasks name as responsible (`agencies.csv`). A kind belongs to
the department whose power its file names first, and without one to the department that its file
names: the market regulator for elevators, whatever the plan says of housing; transport for trucks.
Rules, targets and tasks themselves are part of the standards library.

The names and the code words of notices (机关代字) are proposals, and what makes an agency the one
in charge is for the agency to state: a region sets its own before it issues a notice.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import standards

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Agency:
    """One responsible agency. ``unit`` is its name in the plan, ``name`` the one under a notice,
    ``tasks`` the plan's task numbers, ``kinds`` the kinds of equipment whose notices it issues,
    ``competences`` the departments of the law whose powers it has."""

    region: str
    name: str
    unit: str
    code_word: str
    kinds: tuple[str, ...]
    competences: tuple[str, ...]
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """What a department is by law: a ``power`` of the cited law, and its name in the kinds."""

    power: str
    department: str

    def leads(self, kind: standards.Kind) -> bool:
        if not self.department:
            return False
        return kind.powers[0] == self.power if kind.powers else kind.department == self.department


@dataclass(frozen=True, slots=True)
class Pack:
    """One region's pack. ``document_no`` is empty where the plan was published without a number."""

    region: str
    name: str
    document_no: str
    agencies: tuple[Agency, ...]

    def agency_for(self, kind: str) -> Agency:
        """The agency that issues notices about ``kind``. Raises LookupError for an unknown kind."""
        for agency in self.agencies:
            if kind in agency.kinds:
                return agency
        raise LookupError(f"{self.region}: no agency answers for {kind!r}")


_PLANS = (
    ("360704", "赣州市赣县区", "赣区府发〔2024〕2号"),
    ("360200", "景德镇市", ""),
    ("440704", "江门市江海区", "江海府〔2024〕3号"),
    ("140522", "阳城县", "阳政发〔2024〕10号"),
    ("350504", "泉州市洛江区", "泉洛政〔2024〕5号"),
)


@cache
def packs() -> tuple[Pack, ...]:
    """The five packs, in the order of the plans' list."""
    roles = {row["role"]: Role(row["power"], row["department"]) for row in _rows("roles.csv")}
    made = [_agency(row, roles) for row in _rows("agencies.csv")]
    return tuple(
        Pack(region, name, number, tuple(item for item in made if item.region == region))
        for region, name, number in _PLANS
    )


def _agency(row: Mapping[str, str], roles: Mapping[str, Role]) -> Agency:
    own = [roles[role] for role in row["roles"].split(";")]
    kinds = standards.load().kinds
    units = row["unit"].split(";")
    return Agency(
        region=row["region"],
        name=row["name"],
        unit=units[0],
        code_word=row["code_word"],
        kinds=tuple(key for key, kind in kinds.items() if any(role.leads(kind) for role in own)),
        competences=tuple(sorted({role.power for role in own} - {""})),
        tasks=_tasks(row["region"], frozenset(units)),
    )


def _tasks(region: str, units: frozenset[str]) -> tuple[str, ...]:
    """The tasks of the region's plan that name the agency."""
    plan = next(item for item in standards.load().plans.values() if item.region == region)
    return tuple(
        task["task_no"]
        for task in plan.tasks.iter_rows(named=True)
        if units & set(f"{task['lead_units']};{task['responsible_units']}".split(";"))
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
