"""Editions: what the API says about a page from one moment to the next."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from wagtail.models import Page, Site

SCHEMA_VERSION = 1


class Edition(models.Model):
    """One page as readers get it. Rows are never changed, apart from ``valid_to`` when the next one takes over.

    Outlives its page, so that what was said stays provable: the foreign keys are for joins and have no constraint.
    """

    page = models.ForeignKey(Page, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    path = models.TextField()
    locale = models.CharField(max_length=16)
    type = models.CharField(max_length=100)
    content = models.TextField(help_text="The exact JSON, as the API sends it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the content: its strong ETag.")
    sequence = models.BigIntegerField(help_text="Number of the event that made it.")
    schema_version = models.PositiveIntegerField(default=SCHEMA_VERSION)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["page"],
                condition=models.Q(valid_to__isnull=True),
                name="one_current_edition_per_page",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["page", "valid_from"], name="edition_history")]

    def __str__(self) -> str:
        return f"{self.path} at {self.sequence}"


class Role(models.TextChoices):
    SHOWS = "shows", "Shows it: must be public at the moment of reading"
    WATCHES = "watches", "Is rendered anew when it changes"
    LISTED = "listed", "Stands in this automatic list"


class EditionKey(models.Model):
    """An object or automatic list that an edition depends on; also its surrogate key."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="keys")
    role = models.CharField(max_length=8, choices=Role.choices)
    kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "role", "kind", "object_id"], name="edition_key_once")
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "object_id", "edition"], name="edition_key_object")]

    def __str__(self) -> str:
        return f"{self.role} {self.kind}:{self.object_id}"


class RenderRequest(models.Model):
    """A page waiting to be rendered anew in the background; at most one row a page, however many ask."""

    page_id = models.BigIntegerField(primary_key=True)
    reason = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.reason}"
