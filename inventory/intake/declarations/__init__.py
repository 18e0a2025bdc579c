"""What enterprises report themselves: declarations of new, changed and retired devices."""
