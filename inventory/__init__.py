"""The application in bands; docs/ARCHITECTURE.md draws them."""

__version__ = "0.2.0"
