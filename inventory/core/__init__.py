"""What every band stands on: settings, clock, database, errors, access, audit, the web kit."""
