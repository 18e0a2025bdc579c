"""The former place of the transformer grammar: use ``standards.nameplates``."""

from standards.nameplates.spelling import normalise
from standards.nameplates.transformer import Nameplate, nameplates, parse

__all__ = ["Nameplate", "nameplates", "normalise", "parse"]
