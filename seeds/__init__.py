"""Start-up and demo data: divisions, the regional packs, a repeatable county."""
