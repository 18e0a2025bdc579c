"""Survey rounds (摸排): what was found at each enterprise, against the ledger."""
