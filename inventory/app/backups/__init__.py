"""Backups: database and files of one moment in one file, verified, rotated, restored."""
