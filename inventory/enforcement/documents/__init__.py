"""Official documents as PDF: dataclasses in, bytes out. No database, no web."""
