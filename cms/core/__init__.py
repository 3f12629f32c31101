"""Base pages, blocks and values that every content app builds on."""
