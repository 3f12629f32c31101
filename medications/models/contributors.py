"""Who writes and who reviews."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.images import get_image_model_string
from wagtail.models import Orderable, RevisionMixin
from wagtail.search import index


class Contributor(RevisionMixin, index.Indexed, ClusterableModel):
    """A person who writes, edits or reviews.

    It has revisions and no drafts: a person is shown only through the pages that name them, and a credential that
    lapsed or a corrected name must hold everywhere at once.
    """

    name = models.CharField(max_length=255)
    prefix = models.CharField(max_length=32, blank=True, help_text="Before the name: Dr, Prof.")
    suffix = models.CharField(max_length=64, blank=True, help_text="After the name: MD, PharmD.")
    role = models.CharField(max_length=255, blank=True, help_text="What they do: consultant dermatologist.")
    bio = models.TextField(blank=True, help_text="A few sentences for readers.")
    photo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="A portrait, for sites that show who wrote and reviewed.",
    )
    disclosures = models.TextField(blank=True, help_text="Interests that readers should know of.")
    is_clinical_reviewer = models.BooleanField(
        "reviews clinical content",
        default=False,
        help_text="Named as a reviewer of a page only with a credential that is valid on that day.",
    )

    search_fields: ClassVar = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.FilterField("is_clinical_reviewer"),
    ]

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """The name with what stands before and after it: ``Dr Ada Moran, MD``."""
        name = " ".join(part for part in (self.prefix, self.name) if part)
        return f"{name}, {self.suffix}" if self.suffix else name

    def may_review_on(self, day: dt.date) -> bool:
        """Whether this person is a clinical reviewer with a credential valid on ``day``."""
        return self.is_clinical_reviewer and any(
            credential.is_valid_on(day) for credential in self.credentials.all()
        )


class CredentialKind(models.TextChoices):
    REGISTRATION = "registration", "Registration"
    LICENCE = "licence", "Licence to practise"
    BOARD = "board", "Board certification"
    DEGREE = "degree", "Degree"


class Credential(Orderable):
    """A qualification, with the days on which it holds (both ends included)."""

    contributor = ParentalKey(Contributor, on_delete=models.CASCADE, related_name="credentials")
    kind = models.CharField(max_length=16, choices=CredentialKind.choices)
    title = models.CharField(
        max_length=255, blank=True, help_text="Such as Dermatology, or the registration number."
    )
    body = models.CharField("issued by", max_length=255)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True, help_text="Empty where it does not run out.")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.body}"

    def clean(self) -> None:
        super().clean()
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": "It can't run out before it begins."})

    def is_valid_on(self, day: dt.date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)
