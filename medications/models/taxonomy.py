"""Categories and disclaimers that pages choose from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from wagtail.models import RevisionMixin
from wagtail.search import index

from cms.core.fields import SentencesField


class Category(index.Indexed, models.Model):
    """The one shelf a page stands on, shown on its card."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=100, unique=True)
    description = SentencesField(max_length=300, blank=True, help_text="When to use it, for editors.")

    search_fields: ClassVar = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name_plural = "categories"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("name"),
                name="category_name_is_unique",
                violation_error_message="There is already a category with that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Disclaimer(RevisionMixin, models.Model):
    """A statement under a page. A change of its text reaches every page that has it."""

    key = models.SlugField(max_length=64, unique=True, help_text="A short name for editors and imports.")
    text = models.TextField(help_text="What readers see, in plain text.")

    class Meta:
        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        return self.key
