"""Whether the service lives, and what an administrator should look at."""
