"""What is set up once: the groups and the first pages of a site."""

from home.services.groups import ensure_groups
from home.services.site import ensure_site

__all__ = ["ensure_groups", "ensure_site"]
