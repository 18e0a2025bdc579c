"""The enterprises that own or use equipment."""
