"""What belongs to the whole site: front page, sections, profile, menus. Only what nobody has filled yet is filled."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from wagtail.models import Page, Site

from medications.demo.known import Known
from medications.demo.pages.home import FEATURED, HOME, INTRODUCTIONS, MENU, PROFILE


def fill_profile(known: Known, *, site: Site) -> None:
    """Who publishes the site and whom to call. Pages show it, so it comes before them."""
    profile = _setting("home.SiteProfile", site)
    if not profile.organisation_name:
        known.fill(profile, PROFILE)
        profile.save()


def fill_front(known: Known, *, site: Site, editor: Any) -> None:
    """Menus, introductions and the front page. They show pages, so they come after them."""
    navigation = _setting("home.Navigation", site)
    if not navigation.items.all():
        known.add_rows(navigation, {"items": MENU})
        navigation.save()
    home = site.root_page.specific
    for section in home.get_children().specific():
        if section.slug in INTRODUCTIONS and not section.intro:
            section.intro = INTRODUCTIONS[section.slug]
            _publish(section, editor)
    if not home.hero_title:
        known.fill(home, HOME)
        known.add_rows(home, {"featured": FEATURED})
        _publish(home, editor)


def _setting(model: str, site: Site) -> Any:
    """Found by name, because the apps of content do not import each other."""
    settings = apps.get_model(model)
    return settings._default_manager.filter(site=site).first() or settings(site=site)


def _publish(page: Page, editor: Any) -> None:
    page.save_revision(user=editor, log_action=True).publish(user=editor)
