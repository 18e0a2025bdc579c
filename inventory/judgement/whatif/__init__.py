"""What if the law were another, or the day: judged twice and compared, nothing is written."""
