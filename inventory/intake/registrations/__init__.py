"""Enterprises that ask for an account."""
