"""A page type with the fields and rows of an article of ours, as a Wagtail project would write it.

Its body has the same blocks: sections with a heading and paragraphs.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.api import APIField
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.rich_text import expand_db_html
from wagtail.search import index


class Named(models.Model):
    name = models.CharField(max_length=255)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Topic(Named):
    pass


class Person(Named):
    pass


class Source(Named):
    pass


class Category(Named):
    pass


class Prose(blocks.RichTextBlock):
    """Rich text as HTML, as Wagtail's documentation has it, where the settings ask for that."""

    def get_api_representation(self, value: Any, context: Any = None) -> Any:
        return expand_db_html(value.source) if getattr(settings, "RICH_TEXT_AS_HTML", False) else value.source


class ArticlePage(Page):
    import_source = models.CharField(max_length=100, blank=True)
    import_url = models.CharField(max_length=1000, blank=True)
    import_id = models.CharField(max_length=100, blank=True, db_index=True)
    import_digest = models.CharField(max_length=64, blank=True)
    import_version = models.CharField(max_length=100, blank=True)
    import_nature = models.CharField(max_length=12, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    card_excerpt = models.CharField(max_length=300, blank=True)
    card_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    update_type = models.CharField(max_length=5, default="minor")
    change_note = models.TextField(blank=True)
    disclaimer = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    next_review_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=12, default="explainer")
    verdict = RichTextField(blank=True)
    body = StreamField(
        [
            (
                "section",
                blocks.StructBlock(
                    [
                        ("heading", blocks.CharBlock()),
                        ("content", blocks.StreamBlock([("paragraph", Prose())])),
                    ]
                ),
            )
        ]
    )
    api_fields: ClassVar = [
        APIField("summary"),
        APIField("card_excerpt"),
        APIField("card_image"),
        APIField("category"),
        APIField("reviewed_on"),
        APIField("kind"),
        APIField("verdict"),
        APIField("body"),
        APIField("page_topics"),
        APIField("page_contributions"),
        APIField("page_sources"),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]


class PageTopic(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_topics")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    weight = models.CharField(max_length=10, default="primary")

    api_fields: ClassVar = [APIField("topic"), APIField("weight")]


class PageContribution(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_contributions")
    contributor = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, default="author")


class PageSource(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_sources")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    locator = models.CharField(max_length=100, blank=True)


class RelatedPin(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="related_pins")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")


class RelatedExclusion(Orderable):
    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="related_exclusions")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")


class ComparisonSubject(Orderable):
    article = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="compared")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
