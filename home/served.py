"""What the API serves of this app beside its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cms.core.keys import Key
from cms.core.served import SiteDocument
from home.references import no_profile
from home.schemas import NavigationDocument

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext


def navigation() -> SiteDocument:
    return SiteDocument(
        name="navigation",
        summary="The menus of a site, and what else stands on each of its pages",
        schema=NavigationDocument,
        represent=_represent,
    )


def _represent(context: RenderContext) -> dict[str, Any]:
    site = context.site
    context.watch(Key("site", site.pk))
    menus = context.reference("navigation", site.pk) or {"main": [], "footer": []}
    return {
        "site": {"name": site.site_name, "root_url": site.root_url},
        **menus,
        "profile": context.reference("site_profile", site.pk) or no_profile(),
    }
