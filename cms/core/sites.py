"""Which site a page belongs to, and where it stands on it."""

from __future__ import annotations

from wagtail.models import Page, Site

from cms.core.reading import read_once


def site_of(page: Page) -> Site | None:
    """The site whose root is nearest above the page; None for a page outside every site.

    Asked of the database, not of the roots that Wagtail keeps in the cache: a publish needs no cache.
    """
    above = [site for site in read_once(_all_sites) if page.url_path.startswith(site.root_page.url_path)]
    return max(above, key=lambda site: len(site.root_page.url_path), default=None)


def _all_sites() -> list[Site]:
    return list(Site.objects.select_related("root_page"))


def site_path(page: Page, site: Site) -> str:
    """The page's path on ``site``, with slashes at both ends."""
    return "/" + page.url_path[len(site.root_page.url_path) :]
