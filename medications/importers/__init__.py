"""Readers of public corpora of health information: bytes in, clean records out. They know no model and no page."""
