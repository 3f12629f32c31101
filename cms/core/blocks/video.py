"""A video with its words."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field
from wagtail.blocks import CharBlock, StructValue, URLBlock

from cms.core.blocks import groups
from cms.core.blocks.base import ContentBlock
from cms.core.blocks.prose import ProseBlock
from cms.core.problems import Problem
from cms.core.schemas import Address, Html, Schema


class VideoBlock(ContentBlock):
    title = CharBlock(max_length=160, help_text="What the video shows.")
    url = URLBlock(label="Address", help_text="Where the video is, beginning with https://")
    transcript = ProseBlock(help_text="Everything said and shown, for readers who can't watch or hear it.")

    class Value(Schema):
        title: str
        url: Address = Field(description="An https address of the video.")
        transcript: Html

    class Meta:
        icon = "media"
        label = "Video"
        group = groups.MEDIA
        description = "A video by its address, with a transcript. What matters must also be in the text."
        preview_value = {
            "title": "How much cream to use",
            "url": "https://video.example.org/how-much-cream",
            "transcript": "<p>Squeeze the cream along the tip of your finger, from the crease to the end.</p>",
        }

    def on_publish(self, value: StructValue) -> Iterator[Problem]:
        if not (value["url"] or "").startswith("https://"):
            yield Problem("The address of a video begins with https://", "url")
