"""Event streams: the changes of a domain's profiles, as records in a Kinesis data stream."""
