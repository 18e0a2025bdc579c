"""What replacements bring: energy and carbon saved, subsidies that a device matches."""
