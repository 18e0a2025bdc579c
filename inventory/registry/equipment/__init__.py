"""Devices: tables, identity, facts, retrieval."""
