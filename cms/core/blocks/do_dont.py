"""What to do and what not to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field
from wagtail.blocks import CharBlock, ListBlock, StructValue

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.problems import Problem
from cms.core.schemas import Schema

if TYPE_CHECKING:
    from cms.core.rendering.context import RenderContext

NEGATED = re.compile(r"^(do not|don['\u2019]t|never)\b", re.IGNORECASE)


def negated(text: str) -> str:
    """``text`` with "do not" before it, unless it already says so: a don't must be safe to read without its heading."""
    text = text.strip()
    if not text or NEGATED.match(text):
        return text
    # An abbreviation keeps its capitals; the first letter of a sentence does not.
    first_word = text.split()[0]
    return f"do not {text if first_word[1:2].isupper() else text[0].lower() + text[1:]}"


class DoDontBlock(ContentBlock):
    do = ListBlock(CharBlock(max_length=200, label="Do"), default=[], label="Do")
    dont = ListBlock(
        CharBlock(max_length=200, label="Don't"),
        default=[],
        label="Don't",
        help_text="Write “stop using it suddenly”: “do not” is put before it wherever it is shown.",
    )

    class Value(Schema):
        do: list[str]
        dont: list[str] = Field(description="Each is a whole instruction: it begins with “do not”.")

    class Meta:
        icon = "list-ul"
        label = "Do and don't"
        group = groups.LISTS
        description = "What to do and what not to do, as two lists. For an order of steps use Steps."
        preview_value = {
            "do": ["wash your hands first", "use a thin layer"],
            "dont": ["cover the skin with a bandage", "use it on broken skin"],
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        if not value["do"] and not value["dont"]:
            yield Problem("Give at least one do or one don't.")

    def represent(self, value: StructValue, context: RenderContext) -> dict[str, Any]:
        return {
            "do": [item for item in value["do"] if item],
            "dont": [negated(item) for item in value["dont"] if item],
        }
