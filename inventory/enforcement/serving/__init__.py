"""Serving documents: several attempts, the first valid one fixes the effective date."""
