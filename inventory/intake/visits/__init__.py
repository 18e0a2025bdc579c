"""Site visits: what an official found where a device stands."""
