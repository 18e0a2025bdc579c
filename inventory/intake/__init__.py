"""How data comes in: imports, declarations, registrations, site visits, assess-a-file."""
