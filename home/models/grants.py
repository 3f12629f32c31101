"""What the groups were given at the start."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class InitialGrant(models.Model):
    """A permission that was given to a group once. What an administrator takes away afterwards stays away."""

    group = models.CharField(max_length=150)
    permission = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "permission"], name="granted_once")]

    def __str__(self) -> str:
        return f"{self.group}: {self.permission}"
