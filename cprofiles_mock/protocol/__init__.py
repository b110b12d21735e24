"""The wire, compiled from botocore's service model: routes, parsing, validation, serialization.

Nothing here knows a resource of the service. :func:`protocol.compiled.operation_for` and
:func:`protocol.compiled.router` are what dispatch uses; each operation is compiled at its first
call and kept.
"""
