"""What the enterprise says: its opinion before an order, its answers, its one extension."""
