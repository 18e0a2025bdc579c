"""The regional packs: for each region with a plan of 2024, who answers for which equipment.

The agencies are those that the plan's tasks name as responsible (the task numbers stand beside
them), with the department that leads a kind by law where the plan names several: the market
regulator for elevators, whatever the plan says of housing. The rules, targets and tasks themselves
are part of the standards library.

The code words of notices (机关代字) are proposals: a region sets its own before it issues a notice.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agency:
    """One responsible agency. ``unit`` is its name in the plan, ``name`` the one under a notice,
    ``tasks`` the plan's task numbers, ``kinds`` the kinds of equipment whose notices it issues."""

    region: str
    name: str
    unit: str
    code_word: str
    kinds: tuple[str, ...]
    tasks: tuple[str, ...]


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


_ENERGY = ("boiler", "transformer")

_PACKS = (
    Pack(
        "360704",
        "赣州市赣县区",
        "赣区府发〔2024〕2号",
        (
            Agency(
                "360704",
                "赣州市赣县区工业和信息化局",
                "区工信局",
                "赣县工信节能",
                _ENERGY,
                ("1", "2"),
            ),
            Agency(
                "360704",
                "赣州市赣县区市场监督管理局",
                "区市场监管局",
                "赣县市监特设",
                ("elevator",),
                ("6", "24"),
            ),
            Agency(
                "360704",
                "赣州市赣县区交通运输局",
                "区交通运输局",
                "赣县交运",
                ("truck",),
                ("9",),
            ),
            Agency("360704", "赣州市赣县生态环境局", "赣县生态环境局", "赣县环", (), ("2", "9")),
        ),
    ),
    Pack(
        "360200",
        "景德镇市",
        "",
        (
            Agency(
                "360200",
                "景德镇市工业和信息化局",
                "市工信局",
                "景工信节能",
                _ENERGY,
                ("1", "2"),
            ),
            Agency(
                "360200",
                "景德镇市市场监督管理局",
                "市市场监管局",
                "景市监特设",
                ("elevator",),
                ("4", "19"),
            ),
            Agency("360200", "景德镇市交通运输局", "市交通局", "景交运", ("truck",), ("6",)),
            Agency("360200", "景德镇市生态环境局", "市生态环境局", "景环", (), ("2", "6")),
        ),
    ),
    Pack(
        "440704",
        "江门市江海区",
        "江海府〔2024〕3号",
        (
            Agency(
                "440704",
                "江门市江海区经济促进局",
                "区经济促进局",
                "江海经促节能",
                _ENERGY,
                ("1", "2"),
            ),
            Agency(
                "440704",
                "江门市江海区市场监督管理局",
                "区市场监督管理局",
                "江海市监特设",
                ("elevator",),
                ("1", "3"),
            ),
            Agency(
                "440704",
                "江门市江海区住房和城乡建设局",
                "区住房和城乡建设局",
                "江海住建",
                ("truck",),
                ("3", "5"),
            ),
            Agency(
                "440704",
                "江门市生态环境局江海分局",
                "区生态环境分局",
                "江海环",
                (),
                ("1", "5"),
            ),
        ),
    ),
    Pack(
        "140522",
        "阳城县",
        "阳政发〔2024〕10号",
        (
            Agency("140522", "阳城县工业和信息化局", "县工信局", "阳工信节能", _ENERGY, ("1",)),
            Agency(
                "140522",
                "阳城县市场监督管理局",
                "县市场监管局",
                "阳市监特设",
                ("elevator",),
                ("1",),
            ),
            Agency("140522", "阳城县交通运输局", "县交通局", "阳交运", ("truck",), ("3",)),
            Agency(
                "140522",
                "晋城市生态环境局阳城分局",
                "市生态环境局阳城分局",
                "阳环",
                (),
                ("1", "3"),
            ),
        ),
    ),
    Pack(
        "350504",
        "泉州市洛江区",
        "泉洛政〔2024〕5号",
        (
            Agency(
                "350504",
                "泉州市洛江区工业和信息化局",
                "区工信局（数字管理局）",
                "泉洛工信节能",
                _ENERGY,
                ("1",),
            ),
            Agency(
                "350504",
                "泉州市洛江区市场监督管理局",
                "区市场监管局",
                "泉洛市监特设",
                ("elevator",),
                ("1", "2"),
            ),
            Agency(
                "350504",
                "泉州市洛江区住房和城乡建设局",
                "区住建局",
                "泉洛住建",
                ("truck",),
                ("2", "3"),
            ),
            Agency("350504", "泉州市洛江生态环境局", "洛江生态环境局", "泉洛环", (), ("1", "3")),
        ),
    ),
)


def packs() -> tuple[Pack, ...]:
    """The five packs, in the order of the plans' list."""
    return _PACKS
