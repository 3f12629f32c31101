"""Numbered events and their delivery to consumers (the outbox)."""
