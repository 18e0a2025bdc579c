"""Exactly what a list shows, as a workbook or as text, made in the background."""
