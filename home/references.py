"""Site settings as objects that pages depend on: a changed emergency number reaches every page that shows it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from cms.core.references import ReferenceKind
from home.models import Navigation, SiteProfile
from home.schemas import ProfileValue

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


def kinds() -> tuple[ReferenceKind, ...]:
    """Both have the primary key of their site: ``context.reference("site_profile", context.site.pk)``."""
    return (
        ReferenceKind(name="site_profile", model=SiteProfile, public=_profiles, represent=_profile),
        ReferenceKind(name="navigation", model=Navigation, public=_navigations, represent=_navigation),
    )


def _profiles(now: datetime) -> QuerySet[SiteProfile]:
    return SiteProfile.objects.all()


def _profile(profile: SiteProfile, context: RenderContext) -> dict[str, Any]:
    return {
        "organisation_name": profile.organisation_name,
        "organisation_url": profile.organisation_url,
        "logo": context.image_of_id(profile.logo_id),
        "emergency_number": profile.emergency_number,
        "poison_line": profile.poison_line,
        "regulator_name": profile.regulator_name,
        "regulator_url": profile.regulator_url,
    }


def no_profile() -> dict[str, Any]:
    """The profile of a site for which nobody has filled it in."""
    return {name: None if name == "logo" else "" for name in ProfileValue.model_fields}


def _navigations(now: datetime) -> QuerySet[Navigation]:
    return Navigation.objects.prefetch_related("items")


def _navigation(navigation: Navigation, context: RenderContext) -> dict[str, Any]:
    """``MenusValue``: hidden pages are left out."""
    menus: dict[str, list[dict[str, Any]]] = {"main": [], "footer": []}
    items = list(navigation.items.all())
    pages = {
        page.pk: page for page in context.public_pages_in_order([row.page_id for row in items if row.page_id])
    }
    for row in items:
        if row.url:
            menus[row.place].append({"label": row.label, "path": None, "url": row.url})
        elif page := pages.get(row.page_id):
            menus[row.place].append(
                {"label": row.label or page.title, "path": context.path_of(page), "url": None}
            )
    return menus
