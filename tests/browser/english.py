"""Chinese words on English pages."""

from __future__ import annotations

import re
from functools import cache

from playwright.sync_api import Page

import standards
from inventory.core.messages import sentences
from inventory.enforcement.cases.machine import STATES
from inventory.enforcement.documents.papers import PAPERS

# Where words of the page itself are English: navigation, headings, buttons; data stay as they are.
HEADED = ("/", "/equipment", "/alerts", "/notices", "/enterprises", "/imports", "/whatif")
HEADS = "nav a, button:not(.person):not(.language), thead th, h1"
# Devices that are called by what they are; which of them are shown depends on the day.
NAMES = frozenset(("配电变压器", *standards.load().kind("truck").field("vehicle_type").choices))
# What is quoted of files, records and standards.
QUOTED = {
    "/library": frozenset(("小型潜水电泵",)),
    "/library/tables": frozenset(("小型潜水电泵",)),
    "/dashboard": frozenset(("柴油货车",)),  # inside the words of a policy
    # Headings and cells of a file as somebody typed them; the sheet is called by its kind.
    "/imports/1": frozenset(
        ("变压器", "在用", "报废", "干式", "油浸", "出厂日期", "出厂编号", "型号", "设备名称")
        + (
            "绝缘介质",
            "联结组别",
            "统一社会信用代码",
            "使用单位",
            "使用状态",
            "额定容量",
            "额定容量(kVA)",
        )
    ),
}
TEXTS = r"""() => {
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const at = texts.currentNode.parentElement;
        // What is Chinese by itself says so: the manual, the button that changes the language.
        if (at.closest("[lang]") !== document.documentElement) continue;
        found.push(texts.currentNode.data.trim());
    }
    return found.filter((text) => /[\u4e00-\u9fff]/.test(text));
}"""


@cache
def own_words() -> frozenset[str]:
    """The Chinese words of the product that have English ones: kinds, fields, choices, verdicts,
    levels, states of cases, papers, carriers of energy, targets of plans."""
    library = standards.load()
    found = {*standards.OUTCOME_ZH.values(), *standards.LEVEL_ZH.values(), *STATES.values()}
    found |= {paper.title for paper in PAPERS.values()}
    found |= set(library.factors.energy["fuel"])
    for plan in library.plans.values():
        found |= set(plan.targets["indicator"])
    for kind in library.kinds.values():
        found.add(kind.name_zh)
        for field in kind.fields:
            found |= {
                field.heading_zh,
                *(field.labels or field.choices if field.choices_en else ()),
            }
    return frozenset(word for word in found - NAMES if re.search(r"[\u4e00-\u9fff]", word))


@cache
def inside_sentences() -> re.Pattern[str]:
    """Own words that no name holds by chance, and printed tables: none stands in an English
    sentence."""
    words = sorted(filter(lambda it: len(it) > 3, own_words()), key=len, reverse=True)
    return re.compile("|".join([*map(re.escape, words), r"表\d+"]))


@cache
def own_sentences() -> re.Pattern[str]:
    """The product's own Chinese sentences, whatever stands in their {names}."""
    told = [it.zh for it in sentences().values() if len(re.findall(r"[\u4e00-\u9fff]", it.zh)) > 3]
    return re.compile("|".join(re.sub(r"\\{\w+\\}", ".+", re.escape(text)) for text in told))


def chinese_words(page: Page, path: str) -> list[str]:
    """Chinese in an English page that is no data."""
    texts = page.locator(HEADS).all_inner_texts() if path in HEADED else []
    shown = [text for text in texts if re.search(r"[\u4e00-\u9fff]", text)]
    for text in page.evaluate(TEXTS):
        shown += own_words().intersection(re.split(r"\s*[·:→]\s*", text))
        shown += [text] if own_sentences().fullmatch(text) else []
        shown += inside_sentences().findall(text) if re.search("[A-Za-z]{3}", text) else []
    return sorted(set(shown) - QUOTED.get(path, frozenset()))
