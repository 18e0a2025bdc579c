"""What follows from a finding: notices, documents, agencies."""
