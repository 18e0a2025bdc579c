"""What is kept: equipment with its identity and facts, attachments, jobs, reading of files."""
