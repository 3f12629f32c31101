"""What has been made of uploaded images, and what is still to be made."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MadeImage(models.Model):
    """One image: what was made of which file, and when it is tried next; ``next_try_at`` is null where nothing is owed.

    ``made_from`` is a digest of the file, its focal point and the presets; ``pictures`` belong to ``file``, the name in
    the storage. Both are empty where nothing has been made yet. ``problem``: in words for an editor, what readers lack.
    """

    image_id = models.BigIntegerField(primary_key=True)
    file = models.CharField(max_length=255, blank=True)
    made_from = models.CharField(max_length=64, blank=True)
    pictures = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    attempts = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="image_owed"
            )
        ]

    def __str__(self) -> str:
        return f"image {self.image_id}"
