"""The ledger: devices, their identities and revisions."""
