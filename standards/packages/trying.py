"""Trying a package on made-up devices before it is published."""

from __future__ import annotations

from standards.amending import amended
from standards.errors import LibraryError
from standards.loading_rules import References
from standards.model import Library
from standards.packages.model import Package
from standards.packages.noting import Reader
from standards.trials import failure


def try_out(reader: Reader, package: Package, library: Library) -> None:
    """Judge made-up devices by each rule alone: a table without a column that the way of judging
    needs must not be found out when the ledger is judged.
    """
    refs = References(
        {**library.documents, package.document.number: package.document},
        {**library.tables, **package.tables},
        library.kinds,
    )
    trials = [
        (("rule", place), f"rule[{rule.id}]", rule) for place, rule in enumerate(package.rules)
    ]
    for place, item in enumerate(package.amendments):
        for rule in library.rules:
            changed = amended(rule, item, refs) if rule.id == item.rule else None
            if changed is not None and item.touches(rule):
                trials.append((("amendment", place), f"amendment[{rule.id}]", changed))
    (file,) = (name for name in reader.files if name.endswith(".toml"))
    for path, key, rule in trials:
        wrong = failure(rule, refs, library)
        if wrong is not None:
            reader.note(
                LibraryError(
                    file,
                    key,
                    f"试判失败：{wrong}",
                    f"devices cannot be judged by it: {wrong}",
                    code="trial",
                    path=path,
                )
            )
