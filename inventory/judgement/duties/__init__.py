"""Plans that are worked: who sees to each statement, month by month, until it is done."""
