"""Agencies that issue documents, and what they may act on."""
