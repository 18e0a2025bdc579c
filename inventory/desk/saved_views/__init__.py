"""Lists that somebody keeps under a name, for oneself or for a region."""
