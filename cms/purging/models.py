"""What is owed to caches. A row is tried until its cache has answered, and once more a little later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PurgeRequest(models.Model):
    """Keys that one cache is to drop, for events or for an operator. Only ever added to, so nobody waits for a row.

    ``again``: it was done, and is to be done a second time, for answers that were on their way the first time.
    """

    cache = models.CharField(
        max_length=255, help_text="The name of the cache, such as varnish http://10.0.0.5:6091"
    )
    keys = models.JSONField(help_text="Surrogate keys.")
    event = models.BigIntegerField(
        null=True, help_text="Number of the last of the events; none for an operator's."
    )
    again = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["cache", "next_try_at"], name="purge_due")]

    def __str__(self) -> str:
        return f"{len(self.keys)} keys to {self.cache}"
