"""A device's life, told in one order."""
