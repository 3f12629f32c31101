"""Medicines: ingredients, combinations and brands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from cms.core.keys import Key
from cms.core.problems import Problem
from medications.keys import entity_key
from medications.models.classes import MedicineClass
from medications.models.entities import Entity, EntityKind
from medications.models.sources import Source
from medications.rules.cycles import leads_back
from medications.rules.relations import relation_problems


class MedicineKind(models.TextChoices):
    INGREDIENT = "ingredient", "Active ingredient"
    COMBINATION = "combination", "Combination of ingredients"
    BRAND = "brand", "Brand"


class PrescriptionStatus(models.TextChoices):
    PRESCRIPTION = "prescription", "On prescription only"
    PHARMACY = "pharmacy", "From a pharmacist, without a prescription"
    OVER_THE_COUNTER = "otc", "On general sale"
    MIXED = "mixed", "Some strengths or forms need a prescription"


class Medicine(Entity):
    """An active ingredient, a combination or a brand."""

    KIND = EntityKind.MEDICINE
    prose_fields: ClassVar = (*Entity.prose_fields, "mechanism")

    medicine_kind = models.CharField(
        max_length=12,
        choices=MedicineKind.choices,
        default=MedicineKind.INGREDIENT,
        verbose_name="what it is",
    )
    brand_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="brands",
        help_text="For a brand: the ingredient or combination it contains. Needed to publish one.",
    )
    routes = models.CharField(
        max_length=255, blank=True, help_text="How it is given, separated by commas: on the skin, by mouth."
    )
    forms = models.CharField(
        max_length=255, blank=True, help_text="What it comes as, separated by commas: cream, tablet."
    )
    mechanism = models.TextField(blank=True, help_text="How it works, in plain words.")
    boxed_warning = models.TextField(
        blank=True,
        help_text="The regulator's boxed warning, word for word or faithfully shortened.",
    )
    boxed_warning_source = models.ForeignKey(
        Source,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="boxed_warnings",
        help_text="Where the warning stands. Needed to publish one.",
    )
    boxed_warning_date = models.DateField(
        null=True, blank=True, help_text="The date of the warning or of its last change."
    )
    prescription_status = models.CharField(max_length=12, choices=PrescriptionStatus.choices, blank=True)

    class Meta:
        verbose_name = "medicine"
        verbose_name_plural = "medicines"

    @property
    def route_list(self) -> list[str]:
        return _words(self.routes)

    @property
    def form_list(self) -> list[str]:
        return _words(self.forms)

    def clean(self) -> None:
        super().clean()
        if self.pk is not None and leads_back(self.pk, [self.brand_of_id], _brand_of):
            raise ValidationError({"brand_of": "A brand can't be, in the end, a brand of itself."})

    def touched_keys(self) -> set[Key]:
        ids = [row.ingredient_id for row in self.components.all()]
        ids += [row.drug_class_id for row in self.memberships.all()]
        ids += [self.brand_of_id] if self.brand_of_id is not None else []
        return super().touched_keys() | {entity_key(entity_id) for entity_id in ids}

    def cited_sources(self) -> Iterator[tuple[str, int | None]]:
        yield from super().cited_sources()
        yield "boxed_warning_source", self.boxed_warning_source_id

    def publish_problems(self) -> Iterator[Problem]:
        yield from super().publish_problems()
        yield from relation_problems(self)
        if self.boxed_warning and self.boxed_warning_source_id is None:
            yield Problem("A boxed warning needs the source it comes from.", "boxed_warning_source")
        if self.medicine_kind == MedicineKind.BRAND and self.brand_of_id is None:
            yield Problem("Say which ingredient or combination this is a brand of.", "brand_of")
        if self.medicine_kind == MedicineKind.COMBINATION and len(self.components.all()) < 2:
            yield Problem("A combination has at least two ingredients.", "components")
        if self.pk is not None and leads_back(
            self.pk, [row.ingredient_id for row in self.components.all()], _parts_of
        ):
            yield Problem(
                "A combination can't contain itself, also not through one of its ingredients.", "components"
            )


class Component(Orderable):
    """An ingredient of a combination (component_of, seen from the ingredient)."""

    combination = ParentalKey(Medicine, on_delete=models.CASCADE, related_name="components")
    ingredient = models.ForeignKey(Medicine, on_delete=models.PROTECT, related_name="component_of")

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "ingredients of a combination"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["combination", "ingredient"], name="component_once_per_combination"
            )
        ]

    def __str__(self) -> str:
        return str(self.ingredient)

    def clean(self) -> None:
        super().clean()
        if self.combination_id is not None and leads_back(
            self.combination_id, [self.ingredient_id], _parts_of
        ):
            raise ValidationError(
                {"ingredient": "A combination can't contain itself, also not through an ingredient."}
            )


class ClassMembership(Orderable):
    """A medicine's place in a class (member_of)."""

    medicine = ParentalKey(Medicine, on_delete=models.CASCADE, related_name="memberships")
    drug_class = models.ForeignKey(
        MedicineClass, on_delete=models.PROTECT, related_name="member_rows", verbose_name="class"
    )

    class Meta(Orderable.Meta):
        verbose_name = verbose_name_plural = "classes"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["medicine", "drug_class"], name="member_once_per_class")
        ]

    def __str__(self) -> str:
        return str(self.drug_class)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _brand_of(medicine_ids: set[int]) -> set[int]:
    rows = Medicine.objects.filter(pk__in=medicine_ids, brand_of__isnull=False)
    return set(rows.values_list("brand_of_id", flat=True))


def _parts_of(medicine_ids: set[int]) -> set[int]:
    return set(
        Component.objects.filter(combination_id__in=medicine_ids).values_list("ingredient_id", flat=True)
    )
