"""Publicity of enforcement (行政执法公示): who enforces by what power, and what was decided."""
