"""What the calendar keeps: who subscribes to it. The schedule itself is Wagtail's."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class FeedToken(models.Model):
    """The key to one person's iCal feed, of which only the digest is kept: whoever reads the table can't subscribe."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, in hexadecimal.")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Calendar feed of {self.user}"
