"""What is due, by stage, until it is put right."""
