"""The service's rules, pure: values in, values out; nothing here knows a request or a domain."""
