"""Verdicts for the devices of a file, without a database: the `assess FILE` command."""
