"""Rectification notices and advice letters."""
