"""What the body of a new standard page begins with."""

from __future__ import annotations

from cms.core.starters import Stored, paragraph, section


def standard_page() -> Stored:
    """An opening without a heading, then a section to name."""
    return [paragraph(), section("", paragraph())]
