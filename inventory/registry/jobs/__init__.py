"""Background work: jobs, the queue, schedules."""
