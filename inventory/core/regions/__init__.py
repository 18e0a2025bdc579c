"""Administrative divisions (GB/T 2260) as a tree."""
