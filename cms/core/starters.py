"""Blocks for the body of a new page, in their stored form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

Stored = list[dict[str, Any]]


def block(block_type: str, value: Any = None) -> dict[str, Any]:
    """A block to fill in, with the id it keeps.

    Without an id of its own it would get another at every save until the form is loaded anew: the checklist could not
    lead to it, and a comparison of two versions would show it as removed and added.
    """
    return {"type": block_type, "id": str(uuid4()), "value": {} if value is None else value}


def paragraph() -> dict[str, Any]:
    """A paragraph to write."""
    return block("paragraph", "")


def section(heading: str, *content: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A section with blocks in it. ``fields``: what the section of this body has beside heading and content."""
    return block("section", {"heading": heading, "content": list(content), **fields})
