"""Whom to call, and whom to tell. Both are settings of the site, so that no number is ever typed into a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field

from cms.core import references
from cms.core.schemas import Address, Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

PROFILE = "site_profile"


class EmergencyContacts(Schema):
    emergency_number: str = Field(description="From the site's settings; empty where none is set.")
    poison_line: str = Field(description="From the site's settings; empty where none is set.")


class Regulator(Schema):
    """Who takes reports of side effects."""

    name: str
    url: Address = Field(description="Where to report; empty where none is set.")


def emergency_contacts(context: RenderContext) -> dict[str, str]:
    """``EmergencyContacts`` of the site being rendered."""
    profile = _profile(context)
    return {
        "emergency_number": profile.get("emergency_number") or "",
        "poison_line": profile.get("poison_line") or "",
    }


def regulator(context: RenderContext) -> dict[str, str] | None:
    """``Regulator`` of the site being rendered; None where its settings name none."""
    profile = _profile(context)
    if not profile.get("regulator_name"):
        return None
    return {"name": profile["regulator_name"], "url": profile.get("regulator_url") or ""}


def _profile(context: RenderContext) -> dict[str, Any]:
    known = any(kind.name == PROFILE for kind in references.all_kinds())
    return (context.reference(PROFILE, context.site.pk) if known else None) or {}
