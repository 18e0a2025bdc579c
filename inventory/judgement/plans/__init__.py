"""Local plans: tasks by department, targets and how far they are."""
