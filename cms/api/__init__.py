"""The pages API."""
