"""Alias pages, of whose beginning Wagtail tells nobody."""

from __future__ import annotations

from wagtail.models import Page
from wagtail.signals import page_published


def announce_aliases(top: Page) -> None:
    """Send Wagtail's own signal for each new live alias in the tree that begins with ``top``."""
    new = top.get_descendants(inclusive=True).filter(alias_of__isnull=False, live=True)
    for alias in new.order_by("path").specific():
        page_published.send(sender=type(alias), instance=alias)
