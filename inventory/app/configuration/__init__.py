"""What the running server is configured with, to read."""
