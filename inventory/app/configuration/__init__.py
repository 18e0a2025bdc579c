"""What the running server is configured with; what is safe can be changed here."""
