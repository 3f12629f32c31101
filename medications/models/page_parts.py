"""Rows that every content page may have. They hang on the base page, so that one query finds them across types."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable, Page

from medications.models.contributors import Contributor
from medications.models.entities import Entity
from medications.models.sources import Source


class TopicWeight(models.TextChoices):
    PRIMARY = "primary", "Primary: the page is about it"
    SECONDARY = "secondary", "Secondary: the page speaks of it"


class PageTopic(Orderable):
    """A page belongs to a topic: it is gathered by the hub whose subject is this entry."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_topics")
    entity = models.ForeignKey(
        Entity, on_delete=models.PROTECT, related_name="topic_rows", verbose_name="topic"
    )
    weight = models.CharField(max_length=10, choices=TopicWeight.choices, default=TopicWeight.PRIMARY)

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "topics"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "entity"], name="topic_once_per_page")
        ]

    def __str__(self) -> str:
        return str(self.entity)


class ContributionRole(models.TextChoices):
    AUTHOR = "author", "Author"
    REVIEWER = "reviewer", "Clinical reviewer"
    EDITOR = "editor", "Editor"
    CONTRIBUTOR = "contributor", "Contributor"


class PageContribution(Orderable):
    """Who did what for a page."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_contributions")
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="contributions")
    role = models.CharField(max_length=12, choices=ContributionRole.choices, default=ContributionRole.AUTHOR)

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "authors and reviewers"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "contributor", "role"], name="role_once_per_page")
        ]

    def __str__(self) -> str:
        return f"{self.contributor}, {self.get_role_display()}"


class PageSource(Orderable):
    """A source a page rests on, and where in it."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_sources")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="page_rows")
    locator = models.CharField(max_length=100, blank=True, help_text="Where in it: section 4.2, page 17.")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "references"

    def __str__(self) -> str:
        return str(self.source)


class RelatedPin(Orderable):
    """A page that always stands first among the related pages."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="related_pins")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="page")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "related pages: always first"

    def __str__(self) -> str:
        return str(self.target)


class RelatedExclusion(Orderable):
    """A page that never stands among the related pages."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="related_exclusions")
    target = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", verbose_name="page")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "related pages: never"

    def __str__(self) -> str:
        return str(self.target)
