"""The outbox: what happened to published content, in commit order, and who has been told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Sequence(models.Model):
    """One row per named sequence; locking it is what makes event numbers commit-ordered and gap-free."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} at {self.value}"


class EventKind(models.TextChoices):
    PAGE_PUBLISHED = "page.published", "Page published"
    PAGE_REFRESHED = "page.refreshed", "Page re-rendered after a change of something it shows"
    PAGE_UNPUBLISHED = "page.unpublished", "Page unpublished"
    PAGE_EXPIRED = "page.expired", "Page expired"
    PAGE_MOVED = "page.moved", "Page moved or renamed"
    PAGE_DELETED = "page.deleted", "Page deleted"
    ACCESS_CHANGED = "access.changed", "Privacy changed"
    OBJECT_CHANGED = "object.changed", "Snippet, image or document changed"
    OBJECT_DELETED = "object.deleted", "Snippet, image or document deleted"


class Event(models.Model):
    """One change of what readers get. Rows are never changed.

    ``keys`` are the objects and automatic lists it touches; whoever shows or lists one of them is affected.
    """

    sequence = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=32, choices=EventKind.choices)
    object_kind = models.CharField(max_length=32)
    object_id = models.BigIntegerField()
    site_id = models.IntegerField(null=True)
    path = models.TextField(blank=True, help_text="Path of the page after the change.")
    old_path = models.TextField(blank=True, help_text="Path of the page before it, where that differs.")
    keys = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "sequence"], name="event_object"),
            models.Index(fields=["path", "sequence"], name="event_path"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind} {self.object_kind}:{self.object_id}"


class Delivery(models.Model):
    """One event owed to one consumer. Exists until the consumer has handled it; retried from here."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    consumer = models.CharField(max_length=64)
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)
    last_error = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "consumer"], name="one_delivery_per_consumer")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.consumer}"
