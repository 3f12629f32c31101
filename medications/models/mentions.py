"""Which published pages speak of which entry."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.models import Page

from medications.models.entities import Entity


class MentionSource(models.TextChoices):
    INLINE = "inline", "Linked in the text"
    WORD = "word", "By its name"
    ALIAS = "alias", "By an alias"


class EntityMention(models.Model):
    """How often the live version of a page mentions an entry, and in which way. Rewritten at every publish."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="entity_mentions")
    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="mentions")
    source = models.CharField(max_length=6, choices=MentionSource.choices)
    count = models.PositiveIntegerField()

    # Derived data: it must neither stop a deletion nor count as a use in the admin.
    wagtail_reference_index_ignore = True

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "entity", "source"], name="mention_once_per_source")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} mentions {self.entity_id} {self.count} times ({self.source})"
