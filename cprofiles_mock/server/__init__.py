"""The mock over HTTP: the WSGI application, control calls, and pages."""
