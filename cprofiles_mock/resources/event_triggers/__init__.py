"""Event triggers: what ingested objects set off."""
