"""Inspections: planned, carried out on the spot, recorded and signed or refused."""
