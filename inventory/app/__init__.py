"""Puts everything together: the WSGI application, routes, health, command line, schedule."""
