"""Imports: ledgers as bureaus keep them, read into devices."""
