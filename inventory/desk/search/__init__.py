"""One search over all that somebody may see."""
