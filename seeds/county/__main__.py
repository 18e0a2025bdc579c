"""Write a generated ledger workbook.

For example ``python -m seeds.county --rows 20000 --kind transformer OUT.xlsx``.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from seeds.county import county
from seeds.county.workbook import write_workbook

KINDS = ("boiler", "transformer", "elevator", "truck")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m seeds.county", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")
    parser.add_argument("--kind", choices=KINDS, default="transformer")
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=2024)
    parser.add_argument("--region", default="440704", help="six digits (GB/T 2260)")
    choice = parser.parse_args()
    made = county(choice.seed, choice.rows, choice.region, kind=choice.kind)
    print(f"{write_workbook(made, choice.out, choice.kind)} rows: {choice.out}")


if __name__ == "__main__":
    main()
