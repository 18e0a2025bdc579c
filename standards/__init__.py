"""Regulation as dated data, and the engine that judges equipment by it.

Polars and the standard library only: no web framework, no database, no clock.
"""

from standards import nameplates
from standards.assessing import Assessment, assess, assess_one, verdict_of
from standards.catalogues import (
    CatalogueHint,
    Coverage,
    catalogue_hints,
    coverage,
)
from standards.checks import INSPECTING
from standards.errors import LibraryError, StandardsError
from standards.facts import FactProblem, check_facts
from standards.frames import frame_of, frame_of_json
from standards.installed import load
from standards.kinds import Field, Kind
from standards.loading import load_from
from standards.model import Document, Finding, Library, Plan, Rule, Table
from standards.outcomes import ENTERS, LEVEL_ZH, LEVELS, OUTCOME_ZH, OUTCOMES
from standards.rendering import FINDING_KEYS

__all__ = [
    "Assessment",
    "CatalogueHint",
    "Coverage",
    "ENTERS",
    "FINDING_KEYS",
    "INSPECTING",
    "LEVELS",
    "LEVEL_ZH",
    "OUTCOMES",
    "OUTCOME_ZH",
    "Document",
    "FactProblem",
    "Field",
    "Finding",
    "Kind",
    "Library",
    "LibraryError",
    "Plan",
    "Rule",
    "StandardsError",
    "Table",
    "assess",
    "assess_one",
    "catalogue_hints",
    "coverage",
    "check_facts",
    "frame_of",
    "frame_of_json",
    "load",
    "load_from",
    "nameplates",
    "verdict_of",
]
