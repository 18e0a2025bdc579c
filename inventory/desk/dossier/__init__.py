"""All that is kept of a device or an enterprise, as one file."""
