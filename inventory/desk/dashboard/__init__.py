"""The ledger in numbers, and everybody's desk: each number with the filter that opens its list."""
