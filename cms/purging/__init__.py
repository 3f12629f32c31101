"""Telling the caches before us what has changed, by surrogate key."""
