"""Re-entry: a device reported scrapped, dismantled or deregistered that appears again."""
