"""What happened, who did it: append-only and hash-chained."""
