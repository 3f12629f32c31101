"""Pages and settings of the home app."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories

from home.models import HomePage, SiteProfile, StandardPage
from home.services import ensure_site


class HomePageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = HomePage

    title = "Formulary"


class StandardPageFactory(wagtail_factories.PageFactory):
    class Meta:
        model = StandardPage

    title = factory.Sequence(lambda number: f"About us {number}")
    parent = factory.LazyFunction(ensure_site)
    summary = "Who we are."
    body = factory.LazyFunction(lambda: [("paragraph", "<p>We write about medicines.</p>")])


def site_profile(**fields: Any) -> SiteProfile:
    """The default site's profile, filled in."""
    site = ensure_site().get_site()
    defaults = {
        "organisation_name": "Plain Words Press",
        "emergency_number": "112",
        "regulator_name": "The Agency",
    }
    profile, _ = SiteProfile.objects.update_or_create(site=site, defaults={**defaults, **fields})
    return profile
