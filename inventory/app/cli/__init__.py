"""The command line: arguments in, services called, exit status out."""

from inventory.app.cli.main import main, wsgi

__all__ = ["main", "wsgi"]
