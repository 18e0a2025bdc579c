"""What the law says of it: library in force, verdicts, ledger, alerts, plans, what-if."""
