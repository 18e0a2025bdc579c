"""Verdicts and findings of the ledger's devices."""
