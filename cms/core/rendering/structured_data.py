"""schema.org descriptions that are the same for every kind of page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cms.core.models import BasePage
    from cms.core.rendering.context import RenderContext


def graph(*nodes: dict[str, Any]) -> dict[str, Any]:
    """One JSON-LD document of several nodes; fields that say nothing are left out."""
    return {"@context": "https://schema.org", "@graph": [without_gaps(node) for node in nodes]}


def without_gaps(node: dict[str, Any]) -> dict[str, Any]:
    """``node`` without the fields that are None, empty text or empty lists, also in nested nodes."""
    filled = {name: _without_gaps(value) for name, value in node.items()}
    return {name: value for name, value in filled.items() if value not in (None, "", [], {})}


def _without_gaps(value: Any) -> Any:
    if isinstance(value, dict):
        return without_gaps(value)
    if isinstance(value, list):
        return [_without_gaps(item) for item in value]
    return value


def breadcrumbs(page: BasePage, context: RenderContext) -> dict[str, Any]:
    """``BreadcrumbList`` from the site's home page to ``page``; ancestors a reader may not see are left out."""
    trail = [*context.trail(page), page]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": step.title, "item": context.html_url_of(step)}
            for place, step in enumerate(trail, start=1)
        ],
    }


def publisher(context: RenderContext) -> dict[str, Any]:
    """``Organization`` from the site's profile; the site's name where no profile has been filled in."""
    profile = context.reference("site_profile", context.site.pk) or {}
    logo = profile.get("logo")
    return {
        "@type": "Organization",
        "@id": publisher_id(context),
        "name": profile.get("organisation_name") or context.site.site_name or context.site.hostname,
        "url": profile.get("organisation_url") or context.site.root_url,
        "logo": logo["src"] if logo else None,
    }


def publisher_id(context: RenderContext) -> str:
    """How other nodes refer to the publisher."""
    return context.site.root_url + "/#organization"
