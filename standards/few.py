"""What serves a million devices costs more than it saves when there are few: a join, a plan of its
own, a call of polars for one value.
"""

FEW = 64
"""Up to so many rows each is worked out by itself."""
