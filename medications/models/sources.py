"""What statements rest on."""

from __future__ import annotations

import re
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from wagtail.models import RevisionMixin
from wagtail.search import index

_DOI = re.compile(r"10\.\d{4,9}/\S+")
EARLIEST_YEAR = 1500


class SourceKind(models.TextChoices):
    GUIDELINE = "guideline", "Clinical guideline"
    LABEL = "label", "Professional label (prescribing information)"
    LEAFLET = "leaflet", "Patient leaflet"
    SYSTEMATIC_REVIEW = "systematic_review", "Systematic review"
    TRIAL = "trial", "Trial"
    REGULATOR_NOTICE = "regulator_notice", "Notice of a regulator"
    OTHER = "other", "Other"


class Source(RevisionMixin, index.Indexed, models.Model):
    """A publication that pages and entries refer to.

    It has revisions and no drafts: alone it is shown nowhere, and a correction (above all "retracted") must reach every
    page at once.
    """

    kind = models.CharField(max_length=20, choices=SourceKind.choices, default=SourceKind.OTHER)
    title = models.CharField(max_length=500)
    publisher = models.CharField(
        max_length=255, blank=True, help_text="Who published it: a journal, agency or company."
    )
    year = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Year of publication.")
    url = models.URLField("URL", max_length=1000, blank=True)
    doi = models.CharField(
        "DOI", max_length=255, blank=True, help_text="Begins with 10., such as 10.1000/182."
    )
    pmid = models.CharField(
        "PubMed id",
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d{0,7}$", "A PubMed id is a number of up to eight digits.")],
    )
    accessed_on = models.DateField(null=True, blank=True, help_text="When you last read it.")
    superseded_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )
    retracted = models.BooleanField(default=False, help_text="Withdrawn by its publisher.")

    search_fields: ClassVar = [
        index.SearchField("title", boost=2),
        index.AutocompleteField("title"),
        index.SearchField("publisher"),
        index.SearchField("doi"),
        index.FilterField("kind"),
        index.FilterField("retracted"),
    ]

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("doi"),
                condition=~models.Q(doi=""),
                name="source_doi_is_unique",
                violation_error_message="There is already a source with this DOI.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.year})" if self.year else self.title

    def why_outdated(self) -> str:
        """Why nothing should rest on it any more, and what to do; empty where it is good."""
        if self.retracted:
            return f"“{self}” was withdrawn by its publisher. Look for another source."
        if self.superseded_by_id is not None:
            return f"“{self}” is superseded by “{self.superseded_by}”. Cite that, if it still says so."
        return ""

    def clean(self) -> None:
        """Check the DOI, the year (a slip of the finger is easily made) and that it does not supersede itself."""
        super().clean()
        latest = timezone.localdate().year + 1
        if self.year is not None and not EARLIEST_YEAR <= self.year <= latest:
            raise ValidationError({"year": f"Give a year from {EARLIEST_YEAR} to {latest}."})
        if self.doi and not _DOI.fullmatch(self.doi):
            raise ValidationError({"doi": "A DOI is written 10.1000/182, without an address before it."})
        if self.superseded_by_id is not None and self.superseded_by_id == self.pk:
            raise ValidationError({"superseded_by": "A source can't supersede itself."})
