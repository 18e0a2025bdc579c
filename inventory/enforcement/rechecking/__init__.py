"""Rechecks and closing, device by device; what the ledger learns from them."""
