"""Photographed nameplates: read in the background, confirmed by a person, then a device."""
