"""What runs by the clock: which schedules there are, when each is due, its runs, on and off."""
