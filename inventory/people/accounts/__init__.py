"""People: logins, roles, regions, access tokens."""
