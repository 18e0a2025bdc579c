"""The command line: arguments in, services called, exit status out."""

from inventory.app.cli.main import main, run, wsgi

__all__ = ["main", "run", "wsgi"]
