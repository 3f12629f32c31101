"""A page of the same size as an article of ours: eight sections of two blocks, three topics, a source, an author."""

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index


class Topic(models.Model):
    name = models.CharField(max_length=255)

    def __str__(self) -> str:
        return self.name


class ArticlePage(Page):
    summary = models.CharField(max_length=300, blank=True)
    body = StreamField(
        [
            (
                "section",
                blocks.StructBlock(
                    [
                        ("heading", blocks.CharBlock()),
                        ("content", blocks.StreamBlock([("paragraph", blocks.RichTextBlock())])),
                    ]
                ),
            )
        ]
    )
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]


class PageTopic(Orderable):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="page_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
