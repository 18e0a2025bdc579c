"""The peer of judging: OpenFisca-Core computes the grade of transformers from the same limits.

Run by the bench environment's Python: ``openfisca_grade.py FOLDER``. FOLDER holds ``limits.json``
({keys: {name: [choices]}, from: [dates], rows: [{edition, keys: [choice of each], limits: {name:
number}}]}) and one file of little-endian doubles per input (for a key the choice's position; days
since 1970 for ``made_on``). Writes ``grade.f64`` (0: below grade 3) and prints the seconds that the
second of two calculations took, without reading and writing.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

DAY = "2026-11-21"
MEASURES = ("no_load_loss_w", "load_loss_w")
DEVICE = build_entity("device", "devices", "A transformer", is_person=True)


def tree(limits: dict) -> dict:
    """The limits as OpenFisca nests them, every combination there; what no row has is never met."""
    names = [f"{measure}__grade{grade}" for measure in MEASURES for grade in (1, 2, 3)]
    found = {}
    for row in limits["rows"]:
        found.setdefault(tuple(row["keys"]), {})[limits["from"][row["edition"]]] = row["limits"]

    def below(chosen: tuple, keys: list) -> dict:
        if keys:
            return {option: below((*chosen, option), keys[1:]) for option in keys[0]}
        dated = found.get(chosen, {})
        return {
            name: {
                "values": {
                    start: {"value": dated.get(start, {}).get(name, -1)} for start in limits["from"]
                }
            }
            for name in names
        }

    return below((), list(limits["keys"].values()))


def input_of(name: str, options: list | None) -> type:
    """An input variable: a choice, or a number."""
    shape = {"entity": DEVICE, "definition_period": DateUnit.DAY}
    if options is None:
        return type(name, (Variable,), {**shape, "value_type": float})
    choices = Enum(f"{name}_choices", {option: option for option in options})
    default = next(iter(choices))
    return type(
        name,
        (Variable,),
        {**shape, "value_type": Enum, "possible_values": choices, "default_value": default},
    )


def grade_of(keys: list, starts: list) -> type:
    """The grade by the edition of the day of making; older stock by the one in force."""

    def limits_at(devices, period, parameters, start: str):
        node = parameters(start).limits
        for key in keys:
            node = node[devices(key, period)]
        return node

    def formula(devices, period, parameters):
        measured = [devices(name, period) for name in MEASURES]
        made = devices("made_on", period)
        first, second = (
            np.datetime64(start).astype("datetime64[D]").astype(int) for start in starts
        )
        by_edition = []
        for start in starts:
            limit = limits_at(devices, period, parameters, start)
            met = [
                np.all(
                    [
                        value <= limit[f"{name}__grade{grade}"]
                        for name, value in zip(MEASURES, measured, strict=True)
                    ],
                    axis=0,
                )
                for grade in (1, 2, 3)
            ]
            by_edition.append(np.select(met, [1, 2, 3], 0))
        return np.where((made >= first) & (made < second), *by_edition)

    return type(
        "grade",
        (Variable,),
        {
            "entity": DEVICE,
            "definition_period": DateUnit.DAY,
            "value_type": int,
            "formula": formula,
        },
    )


def main() -> None:
    folder = Path(sys.argv[1])
    limits = json.loads((folder / "limits.json").read_text("utf-8"))
    keys, starts = limits["keys"], limits["from"]
    system = TaxBenefitSystem([DEVICE])
    system.parameters = ParameterNode("", data={"limits": tree(limits)})
    inputs = {**keys, "made_on": None, **dict.fromkeys(MEASURES)}
    for name, options in inputs.items():
        system.add_variable(input_of(name, options))
    system.add_variable(grade_of(list(keys), starts))
    values = {name: np.fromfile(folder / f"{name}.f64") for name in inputs}
    for _ in range(2):  # the second time its parameters are at hand, as ours are
        simulation = SimulationBuilder().build_default_simulation(system, len(values["made_on"]))
        started = time.perf_counter()
        for name, column in values.items():
            simulation.set_input(name, DAY, column.astype(int) if inputs[name] else column)
        grade = simulation.calculate("grade", DAY)
        seconds = time.perf_counter() - started
    print(seconds)
    grade.astype("<f8").tofile(folder / "grade.f64")


if __name__ == "__main__":
    main()
