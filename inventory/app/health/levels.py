"""How a check stands, from well to what is to be mended now."""

GOOD, WARN, BAD = "good", "warn", "bad"
LEVELS = (GOOD, WARN, BAD)
