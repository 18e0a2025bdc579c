"""The law that documents cite: articles, grounds, advice. Strict: a citation that is not in the
articles, or whose words are not in the article's text, stops the program, not the reader."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "law"
SECTIONS = ("laws", "departments", "clauses", "inspections", "grounds", "rules", "advice")
UNPRINTABLE = frozenset({"recalled", "doubtful"})  # never printed as law


class LawError(ValueError):
    """The law data contradict themselves; the message names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read."""

    law: str
    article: str
    text: str
    use: str
    source: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a law; `str()` gives 《…法》第十七条."""

    title: str
    place: str
    quote: str = ""

    def __str__(self) -> str:
        return f"{self.title}{self.place}"


@dataclass(frozen=True, slots=True)
class Ground:
    """What may be said and ordered about one sort of violation."""

    id: str
    department: str
    fact: str
    demand: str
    consequence: str
    violated: tuple[Citation, ...] = ()
    basis: tuple[Citation, ...] = ()
    stop: bool = False
    cite_documents: bool = False
    alternatives: str = ""
    key_user_basis: tuple[Citation, ...] = ()
    key_user_consequence: str = ""
    key_user_cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """What to suggest for a finding that is not a violation."""

    suggestion: str
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Law:
    """Everything that documents may cite."""

    articles: Mapping[tuple[str, str], Article]
    titles: Mapping[str, tuple[str, str]]
    departments: Mapping[str, str]
    clauses: Mapping[str, str]
    grounds: Mapping[str, Ground]
    rules: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]
    advice: tuple[tuple[str, Advice], ...]
    inspections: Mapping[str, tuple[Citation, ...]]

    def grounds_for(self, rule: str, outcome: str) -> tuple[Ground, ...]:
        """The grounds of a finding, preferred first.

        Raises:
            LawError: no line of grounds.toml fits; an order cannot state the finding.
        """
        for pattern, outcomes, ids in self.rules:
            if fnmatchcase(rule, pattern) and outcome in outcomes:
                return tuple(self.grounds[key] for key in ids)
        raise LawError(
            f"规则 {rule}（{outcome}）没有登记处理依据，请在 law/grounds.toml 的 [[rules]] 中补充"
            f" (no legal ground for this rule; add it to law/grounds.toml)"
        )

    def alternatives(self, rule: str, outcome: str) -> tuple[Ground, ...]:
        """The grounds of a finding among which the law leaves the choice to the officer."""
        try:
            found = self.grounds_for(rule, outcome)
        except LawError:
            return ()
        return tuple(ground for ground in found if ground.alternatives)

    def stops(self, rule: str, outcome: str) -> bool:
        """Whether a finding calls for stopping the use, whichever ground is chosen."""
        return self.has_ground(rule, outcome) and all(
            ground.stop for ground in self.grounds_for(rule, outcome)
        )

    def has_ground(self, rule: str, outcome: str) -> bool:
        """Whether an order can state such a finding."""
        return any(fnmatchcase(rule, like) and outcome in of for like, of, _ in self.rules)

    def clause(self, clause: str) -> str:
        """A clause as a document prints it: our own item numbers give way to official words."""
        found = (text for pattern, text in self.clauses.items() if fnmatchcase(clause, pattern))
        return next(found, clause)

    def advice_for(self, rule: str) -> Advice:
        """The suggestion for a finding of this rule."""
        return next(advice for pattern, advice in self.advice if fnmatchcase(rule, pattern))

    def cite(self, law: str, article: str, point: str = "", quote: str = "") -> Citation:
        """A checked citation.

        Args:
            law: key of [laws] in grounds.toml.
        """
        return _citation(self.articles, self.titles, "code", (law, article, point, quote))


@lru_cache(maxsize=1)
def load(folder: Path = FOLDER) -> Law:
    """Read and check the law data.

    Raises:
        LawError: unknown key, missing article, words that the article does not have.
    """
    articles = _articles(folder / "articles.csv")
    path = folder / "grounds.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    _only(data, set(SECTIONS), path.name)
    titles = {key: (law["key"], law["title"]) for key, law in data["laws"].items()}
    reader = _Reader(articles, titles, path.name)
    grounds = {key: reader.ground(key, value) for key, value in data["grounds"].items()}
    _known_departments(grounds, data["departments"])
    rules = tuple(_rule(line, grounds) for line in data["rules"])
    advice = tuple((line["rule"], reader.advice(line)) for line in data["advice"])
    if not advice or advice[-1][0] != "*":
        raise LawError(f'{path.name}: [[advice]] must end with the rule "*"')
    inspections = {key: reader.cites(key, value) for key, value in data["inspections"].items()}
    _departments(inspections, data["departments"])
    return Law(
        articles,
        titles,
        data["departments"],
        data["clauses"],
        grounds,
        rules,
        advice,
        inspections,
    )


@lru_cache(maxsize=1)
def templates(folder: Path = FOLDER) -> tuple[dict[str, str], ...]:
    """What each document must hold, with basis and certainty (templates.csv)."""
    return tuple(_rows(folder / "templates.csv"))


@lru_cache(maxsize=1)
def limits(folder: Path = FOLDER) -> tuple[dict[str, str], ...]:
    """Time limits of procedure with source and certainty (procedure_limits.csv)."""
    return tuple(_rows(folder / "procedure_limits.csv"))


@dataclass(frozen=True, slots=True)
class _Reader:
    articles: Mapping[tuple[str, str], Article]
    titles: Mapping[str, tuple[str, str]]
    file: str

    def ground(self, key: str, data: dict[str, Any]) -> Ground:
        where = f"{self.file}: grounds.{key}"
        fields = Ground.__dataclass_fields__.keys() - {"id"}
        _only(data, fields, where)
        lacking = {"department", "fact", "demand", "consequence", "violated", "basis"} - data.keys()
        if lacking:
            raise LawError(f"{where}: {', '.join(sorted(lacking))} missing")
        if "{devices}" not in data["demand"] or "{deadline}" not in data["demand"]:
            raise LawError(f"{where}: demand must name {{devices}} and {{deadline}}")
        if data.get("stop", False) != data["demand"].startswith("立即停止使用"):
            raise LawError(f"{where}: `stop` and the words of `demand` contradict")
        return Ground(key, **{k: self._value(v, f"{where}.{k}") for k, v in data.items()})

    def advice(self, data: dict[str, Any]) -> Advice:
        where = f"{self.file}: advice {data.get('rule')}"
        _only(data, {"rule", "suggestion", "cites"}, where)
        return Advice(data["suggestion"], self._value(data.get("cites", []), where))

    def cites(self, department: str, lines: list[dict[str, Any]]) -> tuple[Citation, ...]:
        """What a department's inspections rest on."""
        where = f"{self.file}: inspections.{department}"
        return tuple(self._cite(line, where) for line in lines)

    def _value(self, value: Any, where: str) -> Any:
        if isinstance(value, list):
            return tuple(self._cite(line, where) for line in value)
        return value

    def _cite(self, line: dict[str, Any], where: str) -> Citation:
        _only(line, {"law", "article", "point", "quote", "cite"}, where)
        key = (line["law"], line["article"], line.get("point", ""), line.get("quote", ""))
        found = _citation(self.articles, self.titles, where, key)
        return Citation(found.title, line["cite"], found.quote) if "cite" in line else found


def _citation(
    articles: Mapping[tuple[str, str], Article],
    titles: Mapping[str, tuple[str, str]],
    where: str,
    key: tuple[str, str, str, str],
) -> Citation:
    law, article, point, quote = key
    if law not in titles:
        raise LawError(f"{where}: unknown law {law!r}; add it to [laws]")
    name, title = titles[law]
    found = articles.get((name, article))
    if found is None:
        raise LawError(f"{where}: {name} {article} is not in articles.csv")
    if found.certainty in UNPRINTABLE:
        raise LawError(f"{where}: {name} {article} is {found.certainty}: not to be printed as law")
    if quote not in found.text:
        raise LawError(f"{where}: these words are not in {name} {article}: {quote}")
    return Citation(title, f"{article}{point}", quote)


def _articles(path: Path) -> dict[tuple[str, str], Article]:
    articles: dict[tuple[str, str], Article] = {}
    for row in _rows(path):
        key = (row["law"], row["article"])
        if key in articles:
            raise LawError(f"{path.name}: {' '.join(key)} stands there twice")
        articles[key] = Article(**row)
    return articles


def _rule(
    line: dict[str, Any], grounds: Mapping[str, Ground]
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    where = f"grounds.toml: rules {line.get('rule')}"
    _only(line, {"rule", "outcomes", "grounds"}, where)
    unknown = set(line["grounds"]) - grounds.keys()
    if unknown or not line["grounds"]:
        raise LawError(f"{where}: unknown grounds {sorted(unknown)}")
    return line["rule"], tuple(line["outcomes"]), tuple(line["grounds"])


def _known_departments(grounds: Mapping[str, Ground], departments: Mapping[str, str]) -> None:
    for ground in grounds.values():
        if ground.department not in departments:
            raise LawError(f"grounds.toml: grounds.{ground.id}: unknown department")


def _departments(named: Mapping[str, object], known: Mapping[str, str]) -> None:
    unknown = named.keys() - known.keys()
    if unknown:
        raise LawError(f"grounds.toml: inspections: unknown department {sorted(unknown)}")


def _only(data: Mapping[str, object], allowed: set[str], where: str) -> None:
    unknown = data.keys() - allowed
    if unknown:
        raise LawError(f"{where}: unknown key {', '.join(sorted(unknown))}")


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
