"""Disposal: what became of a device out of service, with certificate and recycler."""
