"""The home page, index and standard pages, site settings and navigation."""
