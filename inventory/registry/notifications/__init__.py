"""Telling people: what happened, whom it is for, by which channel, and what became of it."""
