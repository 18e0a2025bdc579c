"""Reports that go up: monthly summary, quarterly bulletin, report to the leader, yearly summary."""
