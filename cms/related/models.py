"""What related pages are found by, and what was found. Derived data: all of it can be made again from the pages.

No row has a foreign key to a page: a page goes at once, and what was derived from it when its turn comes. Whether
readers may see a page is never asked here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Space(models.Model):
    """Pages that can be related: of one site, in one language. ``pages``: how many when features were counted."""

    site_id = models.BigIntegerField()
    language = models.CharField(max_length=100)
    pages = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site_id", "language"], name="related_space_once")
        ]

    def __str__(self) -> str:
        return f"site {self.site_id}, {self.language}"


class Feature(models.Model):
    """Something pages may have in common, such as ``text:cream``. ``pages``: in how many it stood when counted."""

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=255)
    pages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space", "name"], name="related_feature_once")
        ]

    def __str__(self) -> str:
        return self.name


class PageVector(models.Model):
    """A page that takes part. Its weights are the rows of ``FeatureWeight``.

    Its two lists, of pages of its own type and of others, hold all pages that rank at a bar or above it: by score, then
    by the number of the page. A bar of 0 lets in whatever has the least score that counts.
    """

    page_id = models.BigIntegerField(primary_key=True)
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=100)
    same_bar_score = models.IntegerField(default=0)
    same_bar_page = models.BigIntegerField(default=0)
    other_bar_score = models.IntegerField(default=0)
    other_bar_page = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"page {self.page_id}"


class FeatureWeight(models.Model):
    """How much a page has of a feature: ``weight`` is a whole number, up to ``weights.SCALE``."""

    pk = models.CompositePrimaryKey("page_id", "feature_id")
    page_id = models.BigIntegerField()
    feature_id = models.BigIntegerField()
    weight = models.IntegerField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["feature_id", "page_id", "weight"], name="related_weight_feature")
        ]

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.weight} of feature {self.feature_id}"


class Neighbour(models.Model):
    """``target_id`` stands in the list of ``page_id``. ``reasons``: the features that count most in it, as numbers."""

    pk = models.CompositePrimaryKey("page_id", "target_id")
    page_id = models.BigIntegerField()
    target_id = models.BigIntegerField(db_index=True)
    is_same_type = models.BooleanField()
    score = models.IntegerField()
    reasons = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.target_id}"


class RefreshRequest(models.Model):
    """A page whose vector and lists wait to be brought up to date; at most one row a page, however many ask."""

    page_id = models.BigIntegerField(primary_key=True)
    reason = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_try_at = models.DateTimeField(db_index=True)
    last_error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"page {self.page_id}: {self.reason}"


class RefreshState(models.Model):
    """One row. Whoever writes vectors or lists holds its lock; it says what became of the last full refresh."""

    THE_ONE = 1

    refreshed_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    pages = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"refreshed {self.refreshed_at}"
