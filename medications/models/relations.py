"""Statements about two entries. Each is one row, kept with one of the two and shown on both."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Greatest, Least
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms.core.fields import SentencesField
from medications.models.conditions import Condition
from medications.models.entities import Entity, EntityKind
from medications.models.sources import Source


class TreatmentLine(models.TextChoices):
    FIRST = "first", "First choice"
    SECOND = "second", "When the first choice does not work or suit"
    ADD_ON = "add_on", "Added to another treatment"
    OTHER = "other", "Other"


class Treatment(Orderable):
    """A medicine or class treats a condition."""

    agent = ParentalKey(Entity, on_delete=models.CASCADE, related_name="treatments")
    condition = models.ForeignKey(Condition, on_delete=models.PROTECT, related_name="treated_by")
    line = models.CharField(
        "place in treatment",
        max_length=8,
        choices=TreatmentLine.choices,
        blank=True,
        help_text="When it is used for this condition. Leave it open where guidelines differ.",
    )
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "treats"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "condition"], name="treatment_once_per_condition")
        ]

    def __str__(self) -> str:
        return f"treats {self.condition}"


class Severity(models.TextChoices):
    SEVERE = "severe", "Severe"
    MODERATE = "moderate", "Moderate"
    MILD = "mild", "Mild"
    UNKNOWN = "unknown", "Not known"


class Evidence(models.TextChoices):
    STUDY = "study", "Studies"
    ANECDOTAL = "anecdotal", "Reports of single cases"
    THEORETICAL = "theoretical", "Theory"


class SymmetricRow(Orderable):
    """A statement that says the same from both sides. It is kept with ``entity`` and names ``other``."""

    class Meta(Orderable.Meta):
        abstract = True

    def clean(self) -> None:
        """Refuse an entry paired with itself, a condition, and a pair that already stands on the other side."""
        super().clean()
        row: Any = self
        if row.other_id is None:
            return
        if row.other_id == row.entity_id:
            raise ValidationError({"other": "Choose another entry: this is the one you are editing."})
        if row.other.kind == EntityKind.CONDITION:
            raise ValidationError({"other": "Choose a medicine or a class."})
        mirrored = type(self)._default_manager.filter(entity_id=row.other_id, other_id=row.entity_id)
        if row.entity_id is not None and mirrored.exclude(pk=self.pk).exists():
            raise ValidationError(
                {"other": f"This is already recorded with {row.other}, and is shown here too. Edit it there."}
            )


class Interaction(SymmetricRow):
    """Two medicines or classes that act on each other (interacts_with)."""

    entity = ParentalKey(Entity, on_delete=models.CASCADE, related_name="interactions")
    other = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        related_name="interactions_kept_elsewhere",
        verbose_name="interacts with",
    )
    severity = models.CharField(max_length=8, choices=Severity.choices, default=Severity.UNKNOWN)
    evidence = models.CharField(max_length=12, choices=Evidence.choices, default=Evidence.THEORETICAL)
    effect = models.TextField(blank=True, help_text="What can happen, in plain words.")
    action = models.TextField(
        blank=True, help_text="What the reader should do. Needed to publish a severe interaction."
    )
    source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Needed to publish a severe interaction.",
    )

    class Meta(SymmetricRow.Meta):
        verbose_name = verbose_name_plural = "interactions"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Least("entity", "other"), Greatest("entity", "other"), name="interaction_once_per_pair"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()} interaction with {self.other}"


class Partnership(SymmetricRow):
    """Two medicines or classes that are used together on purpose (partner_of)."""

    entity = ParentalKey(Entity, on_delete=models.CASCADE, related_name="partnerships")
    other = models.ForeignKey(
        Entity,
        on_delete=models.PROTECT,
        related_name="partnerships_kept_elsewhere",
        verbose_name="used together with",
    )
    condition = models.ForeignKey(
        Condition, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = SentencesField(max_length=300, blank=True, help_text="How the two are used together.")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(SymmetricRow.Meta):
        verbose_name = verbose_name_plural = "partners"
        constraints: ClassVar = [
            models.UniqueConstraint(
                Least("entity", "other"), Greatest("entity", "other"), name="partnership_once_per_pair"
            )
        ]

    def __str__(self) -> str:
        return f"used together with {self.other}"

    def clean(self) -> None:
        """Refuse a pair with a severe interaction that is already recorded."""
        super().clean()
        if self.entity_id is None or self.other_id is None:
            return
        pair = models.Q(entity_id=self.entity_id, other_id=self.other_id) | models.Q(
            entity_id=self.other_id, other_id=self.entity_id
        )
        if Interaction.objects.filter(pair, severity=Severity.SEVERE).exists():
            raise ValidationError(
                {"other": f"The two have a severe interaction: {self.other} can't be a partner."}
            )
