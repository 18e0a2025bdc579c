"""`app` for WSGI servers where the wheel is installed: `gunicorn inventory.app.wsgi:app`."""

from inventory.app.cli import wsgi

app = wsgi()
