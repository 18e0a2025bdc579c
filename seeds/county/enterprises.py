"""Fictional enterprises: names end with （演示） so that nobody takes them for real ones."""

from __future__ import annotations

from random import Random

from stdnum.cn import uscc

from seeds.county.model import Enterprise, weighted
from seeds.divisions import Division, divisions

_FIRST = "宏盛恒永嘉瑞昌隆德泰安康华新光明信诚达顺"
_SECOND = "源丰和发兴业润通博远立铭佳悦凯辉联创捷腾"
_ROADS = ("工业大道", "科技路", "滨江东路", "园区一路", "园区三路", "建设路", "东风路", "创新街")

# trade: (what stands in the name, ending, weight)
_TRADES: dict[str, tuple[tuple[str, ...], str, int]] = {
    "factory": (
        ("纺织", "陶瓷", "印染", "食品", "包装", "化工", "建材", "电子", "五金", "造纸", "涂料"),
        "有限公司",
        46,
    ),
    "property": (("物业", "商业管理", "置业"), "服务有限公司", 22),
    "logistics": (("物流", "运输", "货运"), "有限公司", 18),
    "public": (("医院", "酒店", "学校"), "", 10),
    "power": (("供用电", "配售电"), "有限公司", 4),
}

_ORGANISATION_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def enterprises(random: Random, region: str, count: int) -> tuple[Enterprise, ...]:
    """``count`` enterprises with different names and codes, in the townships of ``region``.

    Raises KeyError for a region that GB/T 2260 does not know.
    """
    tree = {division.code: division for division in divisions()}
    places = _places(tree, region)
    short = _short_name(tree[region].name)
    made: dict[str, Enterprise] = {}
    while len(made) < count:
        trade = weighted(random, {name: spec[2] for name, spec in _TRADES.items()})
        name = _name(random, short, trade, len(made))
        if name not in made:
            place = random.choice(places)
            made[name] = Enterprise(
                name=name,
                uscc=credit_code(random, place.code[:6]),
                region=place.code,
                address=f"{place.full_name}{random.choice(_ROADS)}{random.randint(1, 299)}号",
                trade=trade,
            )
    return tuple(made.values())


def credit_code(random: Random, county: str) -> str:
    """A unified social credit code (GB 32100-2015) whose two check characters are right."""
    body = "".join(random.choice(_ORGANISATION_CHARACTERS) for _ in range(8))
    first17 = f"91{county}{body}{_organisation_check(body)}"
    return first17 + uscc.calc_check_digit(first17)


def _organisation_check(body: str) -> str:
    """The check character of an organisation code (GB 11714); letters count from A = 10."""
    total = sum(w * int(c, 36) for w, c in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    return "0123456789X0"[11 - total % 11]


def _places(tree: dict[str, Division], region: str) -> list[Division]:
    prefix = region.removesuffix("00")
    townships = [d for d in tree.values() if d.level == "township" and d.code.startswith(prefix)]
    return townships or [tree[region]]


def _short_name(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "市区县" else name


def _name(random: Random, short: str, trade: str, so_far: int) -> str:
    words, ending, _ = _TRADES[trade]
    brand = random.choice(_FIRST) + random.choice(_SECOND)
    # There are too few brands for the largest counties: branches tell the rest apart.
    branch = f"第{random.randint(1, so_far)}分部" if so_far > 1500 else ""
    return f"{short}{brand}{random.choice(words)}{ending}{branch}（演示）"
