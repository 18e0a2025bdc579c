"""What waits for a person, by role."""
