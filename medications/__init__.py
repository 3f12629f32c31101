"""Medicines content: hubs, drug pages, guides, articles and their taxonomy."""
