"""Releases: pages and entries that go live, or offline, together, all or none.

A release is the truth about its own schedule, as Wagtail's columns are about that of single pages.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.crypto import get_random_string
from wagtail.models import Revision

from cms.publishing.due import specific_object
from cms.releases.pinning import keep_while_pinned


class ReleaseState(models.TextChoices):
    DRAFT = "draft", "Being put together"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"


def new_preview_key() -> str:
    """What the passes to one preview have in common; 95 bits."""
    return get_random_string(16)


class Release(models.Model):
    """A named set of changes with one go-live time.

    ``go_live_at``: when it goes out, or went; None while it is put together. ``time_zone``: the IANA name of the zone
    in which that was set. ``rehearsed_at`` and ``rehearsal_seconds``: when it was last run for trial, as the items now
    stand, and how long that took; None where it was not. ``undoes``: the release whose changes this one takes back.
    ``preview_key``: stands in every pass to its preview; with another one, those handed out are none any more.
    """

    title = models.CharField(max_length=200, help_text="For the people who work on it; readers don't see it.")
    notes = models.TextField(blank=True, help_text="What it is for, who has to know.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Is told when something is wrong with it.",
    )
    state = models.CharField(
        max_length=10, choices=ReleaseState.choices, default=ReleaseState.DRAFT, editable=False
    )
    go_live_at = models.DateTimeField(null=True, editable=False)
    time_zone = models.CharField(max_length=64, blank=True, editable=False)
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    rehearsed_at = models.DateTimeField(null=True, editable=False)
    rehearsal_seconds = models.FloatField(null=True, editable=False)
    undoes = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, editable=False, related_name="undone_by"
    )
    preview_key = models.CharField(max_length=16, default=new_preview_key, db_default="", editable=False)

    class Meta:
        ordering: ClassVar = ["-created_at", "-pk"]
        permissions: ClassVar = [("publish_release", "Can schedule, publish and undo releases")]
        indexes: ClassVar = [models.Index(fields=["state", "go_live_at"], name="release_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        """Whether it is still put together, without a time."""
        return self.state == ReleaseState.DRAFT

    @property
    def is_scheduled(self) -> bool:
        return self.state == ReleaseState.SCHEDULED

    @property
    def is_open(self) -> bool:
        """Whether it has not gone out yet."""
        return self.state != ReleaseState.PUBLISHED


class ItemAction(models.TextChoices):
    PUBLISH = "publish", "Goes live"
    UNPUBLISH = "unpublish", "Goes offline"


class ReleaseItem(models.Model):
    """One page or entry of a release.

    ``content_type`` is the base type, as in ``Revision.base_content_type``. ``revision`` and ``content_hash``: the
    version that goes live, and the SHA-256 of its content when it was chosen; empty where it goes offline, and without
    a revision once the object is deleted. ``was_live``, ``before``: whether something was live when the release went
    out, and the version of it.
    ``problems``: what the last trial run, or the last try, found: a list of objects with the fields of ``Problem``.
    """

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="items")
    action = models.CharField(max_length=10, choices=ItemAction.choices)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    title = models.CharField(max_length=255)
    revision = models.ForeignKey(Revision, on_delete=keep_while_pinned, null=True, related_name="+")
    content_hash = models.CharField(max_length=64, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField()
    was_live = models.BooleanField(default=False)
    before = models.ForeignKey(Revision, on_delete=keep_while_pinned, null=True, related_name="+")
    problems = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["added_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "content_type", "object_id"], name="one_item_per_release_and_object"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["content_type", "object_id"], name="release_item_object")]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_action_display().lower()}"

    @property
    def address(self) -> tuple[int, str]:
        """What the object is known by: its base type and its primary key."""
        return (self.content_type_id, self.object_id)

    def instance(self) -> Any:
        """The object as its own type; None if it is gone."""
        model = self.content_type.model_class()
        row: Any = model._default_manager.filter(pk=self.object_id).first() if model is not None else None
        return specific_object(row) if row is not None else None
