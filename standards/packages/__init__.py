"""Local packages: a document of one's own with its tables, rules and amendments."""
