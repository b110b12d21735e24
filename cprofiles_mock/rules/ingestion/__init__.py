"""Ingestion: what an object type's fields and keys make of one object.

Pure: nothing here knows a request, a domain or a host. The modules may import one another,
``search`` for how values compare, and ``exceptions`` for the wording of what they refuse.
"""
