"""Routing, parsing, validation, paging and serialization, compiled from botocore's service model.

Nothing here knows the service's resources. Dispatch uses :func:`protocol.compiled.operation_for`
and :func:`protocol.compiled.router`; each operation is compiled when it is first called, and
cached.
"""
