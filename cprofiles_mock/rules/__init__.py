"""The service's rules as pure functions of values; nothing here knows requests or domains."""
