"""Sums of the ledger, kept with every write."""
