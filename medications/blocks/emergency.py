"""Whom to call. The numbers are a setting of the site, so that none is ever typed into a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from cms.core import references
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

PROFILE = "site_profile"


class EmergencyContacts(Schema):
    emergency_number: str = Field(description="From the site's settings; empty where none is set.")
    poison_line: str = Field(description="From the site's settings; empty where none is set.")


def emergency_contacts(context: RenderContext) -> dict[str, str]:
    """``EmergencyContacts`` of the site being rendered."""
    known = any(kind.name == PROFILE for kind in references.all_kinds())
    profile = (context.reference(PROFILE, context.site.pk) if known else None) or {}
    return {
        "emergency_number": profile.get("emergency_number") or "",
        "poison_line": profile.get("poison_line") or "",
    }
