"""The ledger of a county in one file, from one installation to another."""
