"""Ingestion: applying an object type's fields and keys to an object.

Pure: nothing here knows requests, domains or hosts. The modules may import one another,
``rules.key_index`` to compare values, ``runtime.strict_json`` to parse JSON, and ``exceptions`` for
the errors that they raise.
"""
