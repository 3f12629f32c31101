"""The first pages of a site."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlsplit

from django.db import transaction
from wagtail.models import Page, Site

from cms.core.sections import SectionPage
from home.models import HomePage
from home.services.workflow import start_with_review

WELCOME_TITLE = "Welcome to your new Wagtail site!"
# What Wagtail calls its first site.
NOT_NAMED_YET = "localhost"


@transaction.atomic
def ensure_site(*, title: str = "Formulary", site_name: str = "", address: str = "") -> HomePage:
    """Give the default site a home page as its root, a workflow and, below it, one live index page per section.

    ``address``: where the website is read, such as ``https://www.example.org``; taken over as long as the site's own is
    still ``localhost``. Changes nothing else that is there already; Wagtail's welcome page is removed if nobody has
    touched it. Raises ``Site.DoesNotExist`` where there is no default site.
    """
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    if address and site.hostname == NOT_NAMED_YET:
        _name(site, address)
    home = HomePage.objects.filter(pk=site.root_page_id).first() or _replace_root(site, title=title)
    if site_name and not site.site_name:
        site.site_name = site_name
        site.save()
    for page_type in _section_types():
        if not page_type.objects.child_of(home).exists():
            _add_live(home, page_type(title=page_type.section.title, slug=page_type.section.slug))
    return home


def _name(site: Site, address: str) -> None:
    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if parts.hostname and (site.hostname, site.port) != (parts.hostname, port):
        site.hostname, site.port = parts.hostname, port
        site.save()


def section(page_type: type[SectionPage]) -> SectionPage:
    """The index page of that type on the default site; raises its ``DoesNotExist`` before :func:`ensure_site`."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    return cast("SectionPage", page_type.objects.child_of(site.root_page).get())


def _replace_root(site: Site, *, title: str) -> HomePage:
    former = site.root_page
    top = former.get_parent() if not former.is_root() else former
    home = HomePage(title=title, slug="site", live=False)
    top.add_child(instance=home)
    # The root first: a page outside every site is published to nobody.
    site.root_page = home
    site.save()
    home.save_revision().publish()
    start_with_review(home=home)
    if former.title == WELCOME_TITLE and former.specific_class is Page and former.is_leaf():
        former.delete()
    home.refresh_from_db()
    return home


def _add_live(parent: Page, page: Page) -> Page:
    """Add below ``parent`` and publish by the ordinary way, so that readers' editions come with it."""
    page.live = False
    parent.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _section_types() -> list[type[SectionPage]]:
    return [model for model in HomePage.allowed_subpage_models() if issubclass(model, SectionPage)]
