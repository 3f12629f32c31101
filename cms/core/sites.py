"""Which site a page belongs to, and where it stands on it."""

from __future__ import annotations

from wagtail.models import Page, Site


def site_of(page: Page) -> Site | None:
    """The site whose root is nearest above the page; None for a page outside every site."""
    above = [root for root in Site.get_site_root_paths() if page.url_path.startswith(root.root_path)]
    if not above:
        return None
    nearest = max(above, key=lambda root: len(root.root_path))
    return Site.objects.select_related("root_page").get(pk=nearest.site_id)


def site_path(page: Page, site: Site) -> str:
    """The page's path on ``site``, with slashes at both ends."""
    return "/" + page.url_path[len(site.root_page.url_path) :]
